import { createHash } from 'node:crypto';
import { canonicalJson } from '@totalfm/core';

export { canonicalJson, type Json } from '@totalfm/core';

/** SHA-256 of the canonical JSON of a value, in hexadecimal. */
export const hashJson = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
