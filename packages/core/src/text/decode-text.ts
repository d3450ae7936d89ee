import { markedEncoding } from './byte-order-mark.ts';
import { decodeBytes } from './decode-bytes.ts';
import { encodingOf } from './encoding-names.ts';
import { guessEncoding } from './guess-encoding.ts';

/** What files are read as where nobody says otherwise. */
export const defaultEncoding = 'utf-8';

/** How a file's text is read. */
export interface DecodedText {
  readonly text: string;
  /** The byte-order mark's encoding where there is one, otherwise the one asked for. */
  readonly encoding: string;
}

/**
 * A file's text by the label of its encoding. A byte-order mark, which is left out, goes before the label, as the WHATWG Encoding Standard has it. Undefined where the bytes are not of that encoding: `encodingProblem` says what they look like.
 */
export function decodeText(bytes: Uint8Array, encoding: string = defaultEncoding): DecodedText | undefined {
  const name = nameFor(bytes, encoding);
  let text: string;
  try {
    text = decodeBytes(bytes, name, { fatal: true });
  } catch {
    return undefined;
  }
  return isOtherText(text, bytes, name) ? undefined : { text, encoding: name };
}

const nameFor = (bytes: Uint8Array, label: string) => markedEncoding(bytes) ?? encodingOf(label) ?? label;

/** Text of UTF-16 without a mark, and that of ISO-2022-JP, is valid UTF-8: full of characters that no text has. */
function isOtherText(text: string, bytes: Uint8Array, encoding: string): boolean {
  if (!/[\0\x1b]/.test(text)) return false;
  const guess = guessEncoding(bytes);
  return guess !== encoding && (guess === 'utf-16le' || guess === 'utf-16be' || guess === 'iso-2022-jp');
}

/** What is wrong with bytes that `decodeText` did not take: `is not utf-8 text; it looks like shift_jis`. */
export function encodingProblem(bytes: Uint8Array, encoding: string = defaultEncoding): EncodingProblem {
  const name = nameFor(bytes, encoding);
  const guess = guessEncoding(bytes);
  const looksLike = guess === name ? undefined : guess;
  return { what: `is not ${name} text${looksLike ? `; it looks like ${looksLike}` : ''}`, looksLike };
}

export interface EncodingProblem {
  /** The end of a sentence about the file. */
  readonly what: string;
  readonly looksLike?: string;
}
