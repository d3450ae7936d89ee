import { leavesMeasurement } from '../language/without-measurements.ts';

const size = /(\d+(?:\.\d+)?)\s*-?\s*(mm|cm|millimet(?:er|re)s?|centimet(?:er|re)s?)(?!\p{L})/giu;
const otherNumber = /\d|(?:centi|milli)met(?:er|re)|\binch(?:es)?\b|\b[cm]m\b/iu;

/** Whether a sentence holds the sizes that were measured and no other number, and nothing of earlier exams. */
export function isMeasured(sentence: string, sizesMm: readonly number[]): boolean {
  const written = [...sentence.matchAll(size)].map(([, number, unit]) => Number(number) * (/^c/i.test(unit) ? 10 : 1));
  const rest = sentence.replaceAll(size, '');
  const alike =
    written.length === sizesMm.length && sizesMm.every((mm) => written.some((one) => Math.abs(one - mm) < 0.5));
  return alike && !otherNumber.test(rest) && !leavesMeasurement(rest);
}
