/** A word or a punctuation mark, in lower case, with its place in the report. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// A number (12, 2.5), a word with digits inside (T12, it's), or any other character.
const wordPattern = /\d+(?:[.,]\d+)*|\p{L}[\p{L}\d]*(?:['’]\p{L}+)?|[^\s]/gu;

const wordText = (raw: string) => (raw.includes('’') ? raw.toLowerCase().replace('’', "'") : raw.toLowerCase());
const isSolid = (text: string, at: number) => at >= 0 && at < text.length && text[at].trim() !== '';

/** Splits `text.slice(start, end)` into words. A hyphen inside a compound (`wall-thickening`) counts as a space. */
export function splitWords(text: string, start = 0, end = text.length): Word[] {
  const words: Word[] = [];
  wordPattern.lastIndex = start;
  for (let match = wordPattern.exec(text); match && match.index < end; match = wordPattern.exec(text)) {
    const from = match.index;
    const to = from + match[0].length;
    if (match[0] === '-' && isSolid(text, from - 1) && isSolid(text, to)) continue;
    words.push({ text: wordText(match[0]), start: from, end: to });
  }
  return words;
}
