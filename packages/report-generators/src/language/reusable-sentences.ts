import type { Anatomy, PairFinding, PairRow } from '@totalfm/core';
import { ended } from './full-sentences.ts';
import { capitalised } from './part-words.ts';
import { namesOrgan } from './terms.ts';
import { withoutMeasurements } from './without-measurements.ts';

/** A sentence of a training report that may be said of another exam's organ part. */
export interface ReusableSentence {
  readonly text: string;
  /** Ids of findings that it has present. */
  readonly findings: readonly string[];
  /** Ids of findings that it denies. */
  readonly denies: readonly string[];
  /** It calls the organ normal. */
  readonly normal: boolean;
}

/**
 * Sentences of a pair that speak of its organ (and side) alone, without sizes, comparisons and headings. Those that hedge, that
 * state what is no finding, that name another organ, or that have a finding present on both sides are left out, and so is what
 * calls an organ normal without its name (`Unremarkable.`, under a heading), or otherwise normal.
 */
export function reusableSentences(row: PairRow, { organs }: Pick<Anatomy, 'organs'>): readonly ReusableSentence[] {
  const others = organs.filter(({ organ }) => organ !== row.organ);
  const own = organs.find(({ organ }) => organ === row.organ);
  return row.sentences.flatMap((sentence, index): ReusableSentence[] => {
    const statements = row.findings.filter((one) => one.sentence === index);
    if (statements.length === 0 || !statements.every((one) => isOwn(one, row))) return [];
    const text = withoutMeasurements(withoutHeading(sentence));
    if (text === undefined || others.some((organ) => namesOrgan(text, organ))) return [];
    const of = (state: string) => [
      ...new Set(statements.flatMap((one) => (one.state === state && one.finding ? [one.finding] : []))),
    ];
    const findings = of('present');
    const denies = of('absent').filter((id) => !findings.includes(id));
    const normal = statements.some(({ finding }) => finding === undefined);
    if (findings.length + denies.length === 0 && (relative.test(text) || !own || !namesOrgan(text, own))) return [];
    return [{ text: ended(text), findings, denies, normal }];
  });
}

/** Words of what is normal beside something that is not. */
const relative = /\b(?:other|otherwise)\b/i;

function isOwn({ organ, finding, state, sides }: PairFinding, row: PairRow): boolean {
  if (organ !== row.organ || state === 'uncertain') return false;
  if (state === 'absent') return true;
  return finding !== undefined && finding in row.states && sides.every((side) => side === row.side);
}

/** `LIVER: Fatty liver.` becomes `Fatty liver.` */
export const withoutHeading = (sentence: string): string => capitalised(sentence.replace(/^[^:.]{1,60}:\s+/, ''));
