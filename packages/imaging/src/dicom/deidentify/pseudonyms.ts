import { createHmac } from 'node:crypto';
import { uidOfDigest } from '../write/derived-uid.ts';

/** Days by which dates of a patient go back: at least one, at most ten years. */
const MOST_DAYS = 3650;

/** What stands for identifiers in de-identified files: the same for the same identifier and key, and not to be undone. */
export interface Pseudonyms {
  patient(id: string): string;
  accession(number: string): string;
  /** Under 2.25. UIDs of the standard itself (1.2.840.10008) stay as they are. */
  uid(uid: string): string;
  /** Days by which all dates of a patient are moved: below 0. */
  days(patientId: string): number;
}

/** By HMAC-SHA-256 with a project's key. */
export function pseudonymsOf(key: Uint8Array): Pseudonyms {
  const digest = (kind: string, text: string) => createHmac('sha256', key).update(`${kind}\0${text}`).digest();
  const name = (kind: string, text: string, length: number) => digest(kind, text).toString('hex').slice(0, length);
  return {
    patient: (id) => `P${name('patient', id, 16)}`,
    // An Accession Number has room for 16 characters.
    accession: (number) => (number === '' ? '' : `A${name('accession', number, 15)}`),
    uid: (uid) => (uid === '' || uid.startsWith('1.2.840.10008.') ? uid : uidOfDigest(digest('uid', uid))),
    days: (patientId) => -1 - (digest('days', patientId).readUInt32BE(0) % MOST_DAYS),
  };
}

/** What stands for a patient's id in files that were de-identified with a key: for tables of a cohort. */
export const hashedPatientId = (id: string, key: Uint8Array): string => pseudonymsOf(key).patient(id.trim());
