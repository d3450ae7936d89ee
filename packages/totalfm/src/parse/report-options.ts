import { encodingOf, unknownEncoding } from '@totalfm/core';
import { InvalidArgumentError, type Command } from 'commander';
import { collect } from '../console/command.ts';

export interface ReportOptions {
  readonly report?: string;
  readonly textColumn: string;
  readonly idColumn?: string;
  readonly encoding?: string;
  readonly parser?: string;
  readonly experiment?: string;
  readonly plugin?: readonly string[];
}

/** The options of the commands that read reports. */
export const reportOptions = (command: Command): Command =>
  command
    .argument('[file]', 'a report, or a CSV table with one report a row')
    .option('--report <file>', 'the same, as an option')
    .option('--text-column <name>', 'column of a table that holds the reports', 'report_text')
    .option('--id-column <name>', 'column of a table that holds their ids; default: rows are numbered')
    .option(
      '--encoding <label>',
      'encoding of the file, as the Web names it (windows-1252, shift_jis, …); default: its byte-order mark, or UTF-8',
      encodingLabel,
    )
    .option('--parser <id>', 'report parser; default: rules')
    .option('--experiment <file>', 'instead: the parser of this experiment, with its models, limits and privacy')
    .option('--plugin <name>', 'also load this plugin (may be repeated)', collect);

function encodingLabel(label: string): string {
  const name = encodingOf(label);
  if (name === undefined) throw new InvalidArgumentError(unknownEncoding);
  return name;
}
