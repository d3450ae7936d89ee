import type { Span } from '@totalfm/core';
import { readableSections } from './sections.ts';

/** Contrast phases as reports name them. */
const phases: ReadonlyArray<readonly [phase: string, pattern: RegExp]> = [
  ['arterial', /\b(?:late |early )?arterial[ -]phase|\barterially enhanc|\bct angiogra/i],
  ['portal-venous', /\bportal(?:[ -]venous)?[ -]phase|\bvenous[ -]phase/i],
  ['nephrographic', /\bnephrographic[ -]phase/i],
  ['delayed', /\b(?:delayed|excretory|equilibrium|late)[ -](?:phase|acquisition|image|scan)/i],
  [
    'plain',
    /\b(?:unenhanced|non[ -]?contrast(?:ed)?|non[ -]?enhanced|without (?:intravenous |iv |i\.v\. )?contrast)\b/i,
  ],
];

const mayNamePhase = (text: string): boolean => /phase|contrast|enhanced|angiogra|delayed/i.test(text);

/** Tells a sentence's phase: the one that it names, or else the one that the rest of the report (its technique) names. */
export function createPhaseReader(
  report: string,
  sections: readonly Span[] = readableSections(report),
): (sentence: string) => string | undefined {
  if (!mayNamePhase(report)) return () => undefined;
  const bounds = [0, ...sections.flatMap(({ start, end }) => [start, end]), report.length];
  const rest = bounds.flatMap((from, index) => (index % 2 === 0 ? [report.slice(from, bounds[index + 1])] : []));
  const scanned = phaseOf(rest.join('\n'));
  return (sentence) => phaseOf(sentence) ?? scanned;
}

/** The one phase that a text names; undefined where it names none, or several. */
export function phaseOf(text: string): string | undefined {
  if (!mayNamePhase(text)) return undefined;
  const found = phases.filter(([, pattern]) => pattern.test(text));
  return found.length === 1 ? found[0][0] : undefined;
}
