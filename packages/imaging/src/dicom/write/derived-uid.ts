import { createHash } from 'node:crypto';

/** A UID under 2.25 (a UUID as a number; PS3.5, B.2) from 16 bytes or more of a digest. */
export function uidOfDigest(digest: Uint8Array): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  // The bits of a UUID of version 8, whose content is the maker's own (RFC 9562).
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** A UID that is the same for the same content. */
export function uidOf(...content: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part).update('\0');
  return uidOfDigest(hash.digest());
}
