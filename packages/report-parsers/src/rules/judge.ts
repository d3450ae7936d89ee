import type { Finding } from '@totalfm/core';
import type { Scopes } from './scopes.ts';
import type { FindingMention } from './sentence-reading.ts';
import type { RulesOptions } from './statement.ts';

/** What the cues around a mention make of it; undefined where the report says nothing of the finding itself. */
export function judge(
  { ranges }: Pick<FindingMention, 'ranges'>,
  scopes: Scopes,
  { likely }: RulesOptions,
): { state: Finding['state']; strength: number } | undefined {
  const strongest = (marks: Float32Array) => {
    let strength = 0;
    for (const { start, end } of ranges) for (let i = start; i < end; i++) strength = Math.max(strength, marks[i]);
    return strength;
  };
  if (strongest(scopes.noStatement) > 0) return undefined;
  const open = strongest(scopes.openQuestion);
  if (open > 0) return { state: 'uncertain', strength: open };
  const negation = strongest(scopes.negation);
  const uncertainty = strongest(scopes.uncertainty);
  if (negation > 0) return { state: 'absent', strength: uncertainty > 0 ? Math.min(negation, 0.7) : negation };
  if (uncertainty > 0) return { state: 'uncertain', strength: uncertainty };
  const likelihood = strongest(scopes.likelihood);
  if (likelihood > 0) return { state: likely, strength: likelihood };
  return { state: 'present', strength: 0.95 };
}
