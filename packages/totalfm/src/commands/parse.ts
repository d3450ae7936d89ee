import type { LabelSet } from '@totalfm/anatomy';
import type { Finding, LedgerLine } from '@totalfm/core';
import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { table } from '../console/table.ts';
import type { ParseOutput } from '../parse/parse-output.ts';
import { reportOptions, type ReportOptions } from '../parse/report-options.ts';
import type { Tally } from '../parse/tally.ts';

interface Options extends ReportOptions {
  readonly labels?: string;
  readonly out?: string;
  readonly findings?: string;
}

export function registerParse(program: Command): void {
  const command = reportOptions(program.command('parse').description('reports to findings and labels, without any CT'))
    .option('--labels <set>', 'also give the labels of this set: ct-rate-18 or merlin-30')
    .option('--out <file>', 'CSV to write: one row a report, one column a label')
    .option('--findings <file>', 'JSON lines to write: one finding each');
  const examples = [
    'totalfm parse --report report.txt',
    'totalfm parse reports.csv --experiment experiments/by-model.yaml --findings findings.jsonl',
    'totalfm parse reports.csv --text-column report_text --id-column AccessionNo --labels ct-rate-18 --out labels.csv --findings findings.jsonl',
  ];
  finishCommand(command, examples, parse);
}

async function parse(argument: string | undefined, options: Options) {
  const [{ appErrors }, { labelSetOf }, { openReports }, { createParseOutput }] = await Promise.all([
    import('../errors.ts'),
    import('../parse/label-set-option.ts'),
    import('../parse/open-reports.ts'),
    import('../parse/parse-output.ts'),
  ]);
  const { labels, out } = options;
  if (out !== undefined && labels === undefined)
    throw appErrors.TFM_USAGE({
      option: '--out',
      message: '--out writes labels, and no label set is named.',
      fix: 'Add --labels ct-rate-18, or write findings with --findings.',
    });
  const set = labels === undefined ? undefined : labelSetOf(labels);
  const { rows, tally, file, ledger, done } = await openReports(argument, options, set);
  const output = createParseOutput(options, set);
  try {
    await output.begin();
    for await (const row of rows) await output.add(row);
    await output.end();
  } catch (error) {
    await output.abandon();
    throw error;
  } finally {
    await done();
  }
  if (tally.failures.length === output.counts.reports) {
    throw appErrors.TFM_REPORT_NONE({
      file,
      message: `None of ${countOf(output.counts.reports, 'report')} could be parsed: ${tally.failures[0]?.code}.`,
      fix: 'See the errors above.',
    });
  }
  return resultOf(output, options, { file, tally, spent: await ledger(), set });
}

interface Parsed {
  readonly file: string;
  readonly tally: Tally;
  readonly spent: readonly LedgerLine[];
  readonly set?: LabelSet;
}

/** What the command prints. */
function resultOf(output: ParseOutput, { out, findings: findingsFile }: Options, { file, tally, spent, set }: Parsed) {
  const { counts } = output;
  const single = output.single();
  return {
    json: {
      file,
      ...counts,
      failed: tally.failures.length,
      failures: tally.failures,
      warnings: tally.warnings,
      ...(out && { labels: out }),
      ...(findingsFile && { findingsFile }),
      ...(single && { report: single }),
      ...(spent.length > 0 && { ledger: spent }),
    },
    text: [
      ...(single ? [reportText(single.findings, set, single.labels)] : []),
      `${countOf(counts.reports, 'report')}, ${countOf(counts.findings, 'finding')}`,
      tally.text(),
      out && `labels: ${out}`,
      findingsFile && `findings: ${findingsFile}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A report's findings as a table, and its positive labels. */
function reportText(
  findings: readonly Finding[],
  set: LabelSet | undefined,
  labels: Readonly<Record<string, 0 | 1>> | undefined,
): string {
  const rows = findings.map(({ organ, finding, state, sides, location, sizeMm, change, sentence }) => [
    organ,
    finding ?? '',
    state,
    sides.join(' '),
    location ?? '',
    sizeMm === undefined ? '' : `${sizeMm} mm`,
    change ?? '',
    `${sentence.start}–${sentence.end}`,
  ]);
  const positive = set?.labels.map(({ name }) => name).filter((name) => labels?.[name] === 1);
  return [
    table([['ORGAN', 'FINDING', 'STATE', 'SIDES', 'WHERE', 'SIZE', 'CHANGE', 'CHARACTERS'], ...rows]),
    ...(positive ? [`${set?.id}: ${positive.join(', ') || 'none'}`] : []),
    '',
  ].join('\n');
}
