import { withoutLatin1Controls } from './windows-1252.ts';

/** Text of bytes of one encoding, without its byte-order mark. What is not of the encoding is U+FFFD, or an error where `fatal`. */
export function decodeBytes(bytes: Uint8Array, encoding: string, { fatal }: { readonly fatal: boolean }): string {
  const decoder = new TextDecoder(encoding, { fatal });
  const text = decoder.decode(bytes);
  return decoder.encoding === 'windows-1252' ? withoutLatin1Controls(text) : text;
}
