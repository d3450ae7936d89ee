/** What is a word to Python's `\w`, and white to its `\s`: what JavaScript's `\w` and `\s` are in no language but English. */
const WORD = '\\p{L}\\p{N}_';
const WHITE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const wordsAndPunctuation = new RegExp(`[${WORD}]+|[^${WORD}${WHITE}]+`, 'gu');

/** What is done to a text before it is cut into tokens. */
export const sanitizers = {
  none: (text: string) => text,
  'lower-case': (text: string) => text.toLowerCase(),
  /** Merlin's: lower-cased, with a space between words and runs of punctuation, as NLTK's `wordpunct_tokenize` tells them. */
  'word-punct': (text: string) => (text.toLowerCase().match(wordsAndPunctuation) ?? []).join(' '),
  /** CT-CLIP's: quotes and round brackets are left out. */
  'no-quotes': (text: string) => text.replace(/["'()]/g, ''),
} as const;

export type Sanitizer = keyof typeof sanitizers;

export const sanitizerNames = Object.keys(sanitizers) as readonly Sanitizer[];
