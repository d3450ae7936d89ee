import { isTotalFmError } from '@totalfm/core';

/** Runs work on one exam; a coded error of it names the exam. */
export async function inExam<T>(exam: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTotalFmError(error)) error.where.exam ??= exam;
    throw error;
  }
}
