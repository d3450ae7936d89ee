import { createHmac } from 'node:crypto';

/** Ids that stand for those of a hospital. */
export interface Pseudonyms {
  exam(studyUid: string): string;
  patient(patientId: string): string;
}

const DIGITS = 16;

/**
 * HMAC-SHA-256 of an id by the project's key: the same patient is the same in all exams of a project, and in no other. Without a
 * key everybody can compute it, so whoever can guess a patient's id can find the patient.
 */
export function pseudonymsBy(key = 'totalfm'): Pseudonyms {
  const of = (kind: string, id: string) =>
    `${kind}-${createHmac('sha256', key).update(`${kind}/${id}`).digest('hex').slice(0, DIGITS)}`;
  return { exam: (study) => of('exam', study), patient: (id) => of('patient', id) };
}
