import { createHash } from 'node:crypto';

/** Characters that are hashed at once. */
const PART = 1 << 16;

/** SHA-256 of JSON lines, in hexadecimal: no text of a whole list is ever made. */
export interface LineDigest {
  /** A list of texts: what could be written in two ways is no line. */
  add(line: readonly (string | null)[]): void;
  digest(): string;
}

export function createLineDigest(): LineDigest {
  const hash = createHash('sha256');
  let text = '';
  return {
    add(line) {
      text += `${JSON.stringify(line)}\n`;
      if (text.length < PART) return;
      hash.update(text);
      text = '';
    },
    digest: () => hash.update(text).digest('hex'),
  };
}
