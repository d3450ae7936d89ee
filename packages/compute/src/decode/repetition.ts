/** Longest cycle that is looked for, in tokens: a sentence or two. */
const LONGEST = 64;

/** A cycle counts once it has gone round so often, and over so many tokens: `.....` of a table of contents is none yet. */
const ROUNDS = 4;
const TOKENS = 24;

/**
 * Length of the cycle in which a text ends, in tokens; undefined where it goes round in none. A model that is in one stays in
 * it: what goes in is the same each time.
 */
export function cycleOf(ids: readonly number[]): number | undefined {
  for (let length = 1; length <= LONGEST; length++) {
    const tokens = Math.max(TOKENS, ROUNDS * length);
    if (tokens > ids.length) return undefined;
    let same = 0;
    while (same < tokens - length && ids[ids.length - 1 - same] === ids[ids.length - 1 - same - length]) same++;
    if (same === tokens - length) return length;
  }
  return undefined;
}
