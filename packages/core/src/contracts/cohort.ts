import type { Exam, ExamListing } from '../domain/exam.ts';

/** Where exams come from. */
export interface Cohort {
  /** Every exam, in an order that never changes. Reads no volume whole: 140,000 exams are listed within minutes. */
  list(signal?: AbortSignal): Promise<readonly ExamListing[]>;
  /** Opens one exam of the list by its id. Nothing is read until the exam is asked for it. */
  open(id: string, signal?: AbortSignal): Promise<Exam>;
}
