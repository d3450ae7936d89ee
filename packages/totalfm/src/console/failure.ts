import { isTotalFmError, toErrorRecord, type ErrorRecord } from '@totalfm/core';
import { CommanderError } from 'commander';
import { recordText } from './error-text.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { writeResult } from './stdout.ts';

/** Prints what went wrong, as JSON on stdout with `--json`, for people on stderr otherwise. Returns the exit code. */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Help that was printed because there was no command: the help is the message.
    if (error.code === 'commander.help') return exitCodes.usage;
    printFailure(
      {
        code: 'TFM_USAGE',
        message: error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '),
        where: {},
        fix: 'Add --help to see what the command takes.',
      },
      argv,
    );
    return exitCodes.usage;
  }
  printFailure(toErrorRecord(error), argv);
  if (argv.includes('--debug') || !isTotalFmError(error))
    process.stderr.write(
      argv.includes('--debug') ? `${stackOf(error)}\n` : '  --debug prints where in the code it happened.\n',
    );
  return exitCodeOf(error);
}

function printFailure(record: ErrorRecord, argv: readonly string[]): void {
  if (argv.includes('--json')) writeResult(`${JSON.stringify({ error: record }, undefined, 2)}\n`);
  else process.stderr.write(`${recordText('error', record)}\n`);
}

/** The error's stack and those of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? (error.stack ?? error.message)
    : `${error.stack ?? error.message}\ncaused by: ${stackOf(error.cause)}`;
}
