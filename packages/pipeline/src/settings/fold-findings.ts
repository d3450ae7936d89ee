import type { AnatomyFindings, FindingGrade } from '@totalfm/core';

interface Placed {
  readonly id: string;
  readonly organ: string;
  readonly grade: FindingGrade;
}

/**
 * Deals findings to `folds` lists, each of which is withheld in one training of a rotation. A finding goes where the fewest of its
 * organ are, then the fewest of its grade, then the fewest: an organ with several findings keeps some in every fold. One with a single
 * finding cannot.
 */
export function foldFindings({ organs }: AnatomyFindings, folds: number): readonly (readonly string[])[] {
  const dealt: Placed[][] = Array.from({ length: folds }, () => []);
  for (const finding of placed(organs)) {
    const crowding = (fold: readonly Placed[]) => [
      fold.filter(({ organ }) => organ === finding.organ).length,
      fold.filter(({ grade }) => grade === finding.grade).length,
      fold.length,
    ];
    const [emptiest] = [...dealt].sort((a, b) => compare(crowding(a), crowding(b)));
    emptiest.push(finding);
  }
  return dealt.map((fold) => fold.map(({ id }) => id));
}

/** Every finding once, with the first organ that brings it, in order. */
function placed(organs: AnatomyFindings['organs']): readonly Placed[] {
  const byId = new Map<string, Placed>();
  for (const { organ, findings } of organs)
    for (const { id, grade } of findings) if (!byId.has(id)) byId.set(id, { id, organ, grade });
  return [...byId.values()];
}

/** Below 0 where the first difference of two lists of numbers is; sorting by it keeps the order of what is equal. */
const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, place) => value - b[place]).find((difference) => difference !== 0) ?? 0;
