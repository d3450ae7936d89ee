/**
 * Tests done together, by Holm's step-down procedure (1979): the chance of any false positive is at most 1 − `level`.
 * Returns for each p its adjusted value (at most 1), and the level at which its own interval says what the procedure does:
 * the k-th smallest of m is held to (1 − level)/(m − k + 1), and those after the first that fails to what that one was.
 */
export function holm(ps: readonly number[], level = 0.95): { readonly adjusted: number; readonly level: number }[] {
  const order = ps.map((_, index) => index).sort((a, b) => ps[a] - ps[b]);
  const results: { adjusted: number; level: number }[] = new Array(ps.length);
  let adjusted = 0;
  let allowed = 0;
  let failed = false;
  order.forEach((index, place) => {
    const tests = ps.length - place;
    adjusted = Math.min(1, Math.max(adjusted, tests * ps[index]));
    if (!failed) allowed = (1 - level) / tests;
    failed ||= ps[index] > allowed;
    results[index] = { adjusted, level: 1 - allowed };
  });
  return results;
}
