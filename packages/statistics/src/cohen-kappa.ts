/**
 * Cohen's kappa of two raters (Cohen 1960): agreement beyond what their frequencies would give by chance. 1 is full agreement,
 * 0 is chance. Undefined where both say the same one thing throughout: nothing is left to agree on by judgement.
 */
export function cohenKappa(pairs: ReadonlyArray<readonly [string, string]>): number | undefined {
  const total = pairs.length;
  if (total === 0) return undefined;
  const count = (rater: 0 | 1, category: string) => pairs.filter((pair) => pair[rater] === category).length;
  const categories = new Set(pairs.flat());
  const observed = pairs.filter(([one, other]) => one === other).length / total;
  const expected = [...categories].reduce(
    (sum, category) => sum + (count(0, category) / total) * (count(1, category) / total),
    0,
  );
  return expected === 1 ? undefined : (observed - expected) / (1 - expected);
}
