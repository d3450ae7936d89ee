import {
  isPaired,
  type FindingDefinition,
  type NotAssessedReason,
  type OrganDefinition,
  type Side,
} from '@totalfm/core';
import { capitalised, partWords } from './part-words.ts';
import { namesOrgan } from './terms.ts';

type Named = Pick<OrganDefinition, 'organ' | 'name' | 'structures' | 'terms'>;

/**
 * States a finding in the least words: `Hepatic cyst.`, `Renal cyst on the left.`, `Consolidation of both lungs.` It names the
 * side and, where the finding's name does not, the organ of a paired organ.
 */
export function plainStatement(
  organ: Named,
  { name }: Pick<FindingDefinition, 'name'>,
  sides: readonly Side[],
): string {
  if (sides.length === 0 || !isPaired(organ)) return capitalised(`${name}.`);
  if (!namesOrgan(name, organ)) return capitalised(`${name} of ${partWords(organ, sides)}.`);
  return capitalised(`${name} on ${sides.length === 2 ? 'both sides' : `the ${sides[0]}`}.`);
}

/** `The liver is unremarkable.`, `Both kidneys are unremarkable.` */
export function plainNormal(organ: Named, sides: readonly Side[]): string {
  const many = sides.length === 2 || organ.structures === 'scan';
  return capitalised(`${partWords(organ, sides)} ${many ? 'are' : 'is'} unremarkable.`);
}

const reasons: Readonly<Record<NotAssessedReason, string>> = {
  missing: 'not found in the scan',
  cut: 'cut by the edge of the scan',
  doubted: 'not outlined reliably',
};

/**
 * `The left kidney was not assessed (cut by the edge of the scan).` Nothing of it reads as normal. `otherwise`: a finding was stated
 * all the same.
 */
export function plainNotAssessed(
  organ: Named,
  sides: readonly Side[],
  { reason, otherwise = false }: { readonly reason: NotAssessedReason; readonly otherwise?: boolean },
): string {
  const many = sides.length === 2 || organ.structures === 'scan';
  const verb = `${many ? 'were' : 'was'} not assessed${otherwise ? ' otherwise' : ''}`;
  return capitalised(`${partWords(organ, sides)} ${verb} (${reasons[reason]}).`);
}
