import { writeFileWhole } from '@totalfm/core';
import { InvalidArgumentError, type Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { reportOptions, type ReportOptions } from '../parse/report-options.ts';
import { wholeNumber } from './phantom.ts';

interface Options extends ReportOptions {
  readonly labels?: string;
  readonly half: 'all' | 'tune' | 'report';
  readonly phantom?: number;
  readonly seed: number;
  readonly resamples: number;
  readonly page?: string;
}

export function registerEvaluateParser(program: Command): void {
  const command = reportOptions(
    program
      .command('evaluate-parser')
      .description('precision, recall and F1 of a report parser: against a table of labels, or reports of phantoms'),
  )
    .option(
      '--labels <set>',
      'label set (ct-rate-18, merlin-30): the table has a column of 0 and 1 for each label; default: ct-rate-18, and none of phantoms',
    )
    .option(
      '--half <half>',
      'all, tune or report: halves by a hash of the text, so that duplicates share one; choose terms on tune',
      half,
      'all',
    )
    .option('--phantom <exams>', 'instead of a table: this many phantom exams, whose truth is known', wholeNumber)
    .option('--seed <n>', 'seed of the phantoms and of the bootstrap', wholeNumber, 0)
    .option('--resamples <n>', 'bootstrap resamples', wholeNumber, 1000)
    .option('--page <file>', 'HTML to write: scores, and every miss with its sentence');
  const examples = [
    'totalfm evaluate-parser reports.csv --id-column AccessionNo --half report --page misses.html',
    'totalfm evaluate-parser --phantom 200 --seed 11 --labels merlin-30 --json',
  ];
  finishCommand(command, examples, evaluateParser);
}

function half(text: string): string {
  if (!['all', 'tune', 'report'].includes(text)) throw new InvalidArgumentError('It is one of all, tune, report.');
  return text;
}

async function evaluateParser(argument: string | undefined, options: Options) {
  const { page, phantom } = options;
  const { evaluatePhantoms } = await import('../parse/evaluate-phantoms.ts');
  const { evaluateTable } = await import('../parse/evaluate-table.ts');
  const { json, text, html } =
    phantom === undefined
      ? await evaluateTable(argument, options)
      : await evaluatePhantoms({ ...options, exams: phantom });
  if (page !== undefined) await writeFileWhole(page, html());
  return { json: { ...json, ...(page && { page }) }, text: [text, page && `page: ${page}`].filter(Boolean).join('\n') };
}
