import type { SiteExchange } from '@totalfm/core';

/** Words of one line, so that none is a whole text of its own. */
const lineWords = 64;

/**
 * Texts with the words of all sites, as often as they stand there: what a vocabulary is learned from is told by counts, and no
 * site's texts leave it.
 */
export async function agreedTexts(
  sites: SiteExchange,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of text.split(/\s+/)) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  const agreed = [...(await sites.agreeOnWords(counts, signal))].sort(([one], [other]) => (one < other ? -1 : 1));
  return agreed.flatMap(([word, count]) =>
    Array.from({ length: Math.ceil(count / lineWords) }, (_, line) =>
      Array.from({ length: Math.min(lineWords, count - line * lineWords) }, () => word).join(' '),
    ),
  );
}
