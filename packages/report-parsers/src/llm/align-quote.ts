import type { Span } from '@totalfm/core';

export interface QuoteAligner {
  /** Where a quotation stands in the text; undefined where it does not. */
  align(quote: string): Span | undefined;
}

const variants: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  '−': '-',
};

/**
 * Finds what a model quotes in the text that it read: first letter by letter, then without regard to capitals, runs of white
 * space and the forms of quotation marks and dashes. A paraphrase is found by neither.
 */
export function createQuoteAligner(text: string): QuoteAligner {
  let plain: ReturnType<typeof flatten> | undefined;
  return {
    align(quote) {
      const trimmed = quote.trim();
      // One letter or a number alone stands everywhere: it quotes nothing.
      if (!/\p{L}.*\p{L}/su.test(trimmed)) return undefined;
      const exact = text.indexOf(trimmed);
      if (exact >= 0) return { start: exact, end: exact + trimmed.length };
      plain ??= flatten(text);
      for (const wanted of [flatten(trimmed).text, flatten(trimmed.replace(/^["'“”\s]+|["'“”.…\s]+$/g, '')).text]) {
        const at = wanted === '' ? -1 : plain.text.indexOf(wanted);
        if (at >= 0) return { start: plain.places[at], end: plain.places[at + wanted.length - 1] + 1 };
      }
      return undefined;
    },
  };
}

/** The text in one writing, with the place of each of its characters in the text as it was. */
function flatten(text: string): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const isSpace = /\s/.test(text[at]);
    if (isSpace && (out === '' || out.endsWith(' '))) continue;
    const lower = text[at].toLowerCase();
    out += isSpace ? ' ' : lower.length === 1 ? (variants[lower] ?? lower) : text[at];
    places.push(at);
  }
  return { text: out, places };
}
