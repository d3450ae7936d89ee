import { encodingOf, unknownEncoding, type Finding, type LabelSet } from '@totalfm/core';
import { InvalidArgumentError, type Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import { table } from '../console/table.ts';

export interface ReportOptions {
  readonly report?: string;
  readonly textColumn: string;
  readonly idColumn?: string;
  readonly encoding?: string;
  readonly parser?: string;
  readonly experiment?: string;
  readonly plugin?: readonly string[];
}

interface Options extends ReportOptions {
  readonly labels?: string;
  readonly out?: string;
  readonly findings?: string;
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

export function registerParse(program: Command): void {
  const command = reportOptions(program.command('parse').description('reports to findings and labels, without any CT'))
    .option('--labels <set>', 'also give the labels of this set: ct-rate-18')
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
  const [
    { appErrors },
    { labelSetOf },
    { openReports },
    { createLineFile },
    { findingLine },
    { stringify },
    { labelReport },
  ] = await Promise.all([
    import('../errors.ts'),
    import('../parse/label-set-option.ts'),
    import('../parse/open-reports.ts'),
    import('../parse/whole-file.ts'),
    import('../parse/findings-lines.ts'),
    import('csv-stringify/sync'),
    import('@totalfm/core'),
  ]);
  const { labels, out, findings: findingsFile, idColumn } = options;
  if (out !== undefined && labels === undefined)
    throw appErrors.TFM_USAGE({
      option: '--out',
      message: '--out writes labels, and no label set is named.',
      fix: 'Add --labels ct-rate-18, or write findings with --findings.',
    });
  const set = labels === undefined ? undefined : labelSetOf(labels);
  const { rows, tally, file, ledger, done } = await openReports(argument, options, set);

  const labelFile = out === undefined ? undefined : createLineFile(out);
  const lineFile = findingsFile === undefined ? undefined : createLineFile(findingsFile);
  const counts = { reports: 0, findings: 0 };
  const shown: { id: string; findings: readonly Finding[]; labels?: Readonly<Record<string, 0 | 1>> }[] = [];
  try {
    if (set) await labelFile?.write(stringify([[idColumn ?? 'id', ...set.labels.map(({ name }) => name)]]));
    for await (const row of rows) {
      const { parsed, id } = row;
      counts.reports++;
      counts.findings += parsed?.findings.length ?? 0;
      const values = set && parsed && labelReport(parsed, set);
      // A report that could not be read has no labels, which is not the same as 0.
      if (set) await labelFile?.write(stringify([[id, ...(values ?? set.labels.map(() => ''))]]));
      if (parsed) await lineFile?.write(parsed.findings.map((finding) => `${findingLine(row, finding)}\n`).join(''));
      if (parsed && shown.length < 2)
        shown.push({
          id,
          findings: parsed.findings,
          ...(set &&
            values && { labels: Object.fromEntries(set.labels.map(({ name }, index) => [name, values[index]])) }),
        });
    }
    await labelFile?.end();
    await lineFile?.end();
  } catch (error) {
    await Promise.all([labelFile?.abandon(), lineFile?.abandon()]);
    throw error;
  } finally {
    await done();
  }
  if (tally.failures.length === counts.reports) {
    throw appErrors.TFM_REPORT_NONE({
      file,
      message: `None of ${countOf(counts.reports, 'report')} could be parsed: ${tally.failures[0]?.code}.`,
      fix: 'See the errors above.',
    });
  }
  const spent = await ledger();
  const single = counts.reports === 1 ? shown[0] : undefined;
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
