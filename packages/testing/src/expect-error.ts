import { isTotalFmError } from '@totalfm/core';
import { expect } from 'vitest';

/** The work fails with a coded error that says what to do. */
export async function expectCodedError(work: Promise<unknown>, code?: string): Promise<void> {
  const error = await work.then(
    () => expect.fail('it should have failed'),
    (reason: unknown) => reason,
  );
  if (!isTotalFmError(error)) throw error;
  expect(error.code).toMatch(/^TFM_[A-Z0-9_]+$/);
  if (code) expect(error.code).toBe(code);
  expect(error.message).not.toBe('');
}
