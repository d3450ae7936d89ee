import type { Command } from 'commander';
import { writeResult } from './stdout.ts';

/** What a command ends with: data for `--json`, text for people. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: string;
  /** Where the work was done in part only: the result is printed, and the exit code says so. */
  readonly exitCode?: number;
}

export interface CommonOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Adds the options of every command, examples, and an action whose result is printed as the options say. */
export function finishCommand<Arguments extends unknown[]>(
  command: Command,
  examples: readonly string[],
  work: (...args: Arguments) => Promise<CommandResult>,
): Command {
  return command
    .option('--json', 'print the result as JSON on stdout, and nothing else there')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
    .action(async (...args: unknown[]) => {
      // Commander passes the command itself last.
      const { json } = (args.at(-1) as Command).opts<CommonOptions>();
      const result = await work(...(args.slice(0, -1) as Arguments));
      print(json ? JSON.stringify(result.json, undefined, 2) : result.text);
      if (result.exitCode !== undefined) process.exitCode = result.exitCode;
    });
}

function print(text: string): void {
  if (text !== '') writeResult(text.endsWith('\n') ? text : `${text}\n`);
}

/** For options that may be given many times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
