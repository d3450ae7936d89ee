import { systemCode, toErrorRecord, writeError } from '@totalfm/core';
import { recordText } from './error-text.ts';
import { exitCodes } from './exit-code.ts';

/**
 * Nobody has to read to the end. Who stops (`| head -1`) changes neither the work nor the exit code, which stays that of the
 * work. A result that cannot be stored (`> FILE` on a full disk) is a failure like any other.
 */
export function outliveClosedPipes(): void {
  process.stdout.on('error', (error) => {
    if (systemCode(error) === 'EPIPE') return;
    process.stderr.write(`${recordText('error', toErrorRecord(writeError(error, 'stdout')))}\n`);
    process.exitCode = exitCodes.failure;
  });
  // Where messages cannot go, nothing can be said of it.
  process.stderr.on('error', () => {});
}
