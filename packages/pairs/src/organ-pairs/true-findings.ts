import type { ExamTruth, Side, TruePlace } from '@totalfm/core';
import type { OrganFindings } from './organ-findings.ts';

/**
 * Which of an organ's assessed findings are true of one side of it, or of the organ where `side` is undefined. A true
 * finding whose side the cohort does not state is left out for a paired organ, because nobody knows which side it is
 * on; one of the whole organ (emphysema) is true of both.
 */
export function partTruth(
  { findings }: Pick<OrganFindings, 'findings'>,
  side: Side | undefined,
  truth: ExamTruth,
): Record<string, boolean> {
  const known: Record<string, boolean> = {};
  for (const { id, grade } of findings) {
    if (!truth.assessed.includes(id)) continue;
    const found = truth.findings.filter(({ finding }) => finding === id);
    const here = !side ? found.length > 0 : found.some((finding) => finding.side === side);
    const sideless = found.some((finding) => !finding.side);
    if (here || !side || !sideless) known[id] = here;
    else if (grade === 'whole-organ') known[id] = true;
  }
  return known;
}

/** Where an organ's true findings lie, of a side of it those that are said to be on that side. Undefined: none has a place. */
export function partPlaces(
  { findings }: Pick<OrganFindings, 'findings'>,
  side: Side | undefined,
  truth: ExamTruth,
): readonly TruePlace[] | undefined {
  const own = new Set(findings.map(({ id }) => id));
  const places = truth.findings.flatMap((one): TruePlace[] => {
    const { finding, centreMm, sizeMm } = one;
    if (!centreMm || !own.has(finding) || (side && one.side !== side)) return [];
    return [{ finding, centreMm, ...(sizeMm !== undefined && { sizeMm }) }];
  });
  return places.length > 0 ? places : undefined;
}
