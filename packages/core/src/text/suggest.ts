import { closest, distance } from 'fastest-levenshtein';

/** The known word nearest to a mistyped one, where it is near enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(word.toLowerCase(), known.slice());
  const allowed = Math.max(2, Math.floor(Math.max(word.length, candidate.length) * 0.4));
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= allowed ? candidate : undefined;
}

/** `Did you mean "liver"?`, or the list of what there is. */
export function didYouMean(word: string, known: readonly string[]): string {
  const candidate = nearest(word, known);
  if (candidate !== undefined) return `Did you mean \`${candidate}\`?`;
  return known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none.';
}
