import { decodeText, encodingProblem, type EncodingProblem } from '@totalfm/core';

/** A report or another cell of a table, as it could be read. */
export interface DecodedCell {
  /** Undefined where the bytes are of another encoding than the one that they are read as. */
  readonly text?: string;
  /** What is wrong with the bytes, also where they could be read. */
  readonly problem?: EncodingProblem;
}

/**
 * Reads bytes as the encoding that was named. Where none was they are UTF-8, or else Windows-1252 if they may be text of
 * Western Europe: such cells are common in tables that came a long way, and at worst a letter is wrong.
 */
export function decodeCell(bytes: Uint8Array, encoding?: string): DecodedCell {
  const decoded = decodeText(bytes, encoding);
  if (decoded) return { text: decoded.text };
  const problem = encodingProblem(bytes, encoding);
  const mayBeWestern = encoding === undefined && isMostlyLatin(bytes, problem);
  return { problem, text: mayBeWestern ? decodeText(bytes, 'windows-1252')?.text : undefined };
}

/** Encodings of Latin letters, whose guesses by few letters are often each other's. */
const latin = /^(windows-125[0247]|iso-8859-(1|2|3|4|9|10|13|14|15|16)|macintosh)$/;

/** Text in other letters than Latin ones has bytes beyond ASCII throughout. */
function isMostlyLatin(bytes: Uint8Array, { looksLike }: EncodingProblem): boolean {
  if (looksLike === undefined || latin.test(looksLike)) return true;
  if (/^(utf-16|iso-2022)/.test(looksLike)) return false;
  return bytes.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0) < bytes.length / 8;
}
