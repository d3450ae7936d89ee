import { builtInOrgans, type LabelSet } from '@totalfm/anatomy';
import { halfOf, labelAgreement, type LabelledReport } from '@totalfm/evaluators';
import { parserPage } from '@totalfm/run-report';
import type { ReportOptions } from './report-options.ts';
import { appErrors } from '../errors.ts';
import { labelSetOf } from './label-set-option.ts';
import { openReports } from './open-reports.ts';
import type { ReportRow } from './report-row.ts';
import { scoresText, type ParserEvaluation } from './scores.ts';

export interface TableEvaluationOptions extends ReportOptions {
  /** Default: `ct-rate-18`. */
  readonly labels?: string;
  readonly half: 'all' | 'tune' | 'report';
  readonly seed: number;
  readonly resamples: number;
}

/** Scores a parser against a table's columns of labels. Throws `TFM_USAGE`, `TFM_REPORT_TABLE` and `TFM_REPORT_NONE`. */
export async function evaluateTable(
  argument: string | undefined,
  options: TableEvaluationOptions,
): Promise<ParserEvaluation> {
  const set = labelSetOf(options.labels ?? 'ct-rate-18');
  const names = set.labels.map(({ name }) => name);
  const { file, tally, parser, reports } = await labelledReports(argument, options, set, names);
  const agreement = labelAgreement(reports, set, builtInOrgans, options);
  const tables = [
    { title: 'By label', ...agreement.byLabel },
    { title: 'By organ', ...agreement.byOrgan },
    { title: 'By state', ...agreement.byState },
  ];
  const about = `${reports.length} reports of ${file}${options.half === 'all' ? '' : `, half \`${options.half}\``}, ${set.labels.length} labels of ${set.id}, parser \`${parser}\``;
  const { misses, ...scores } = agreement;
  return {
    json: {
      file,
      parser,
      labels: set.id,
      half: options.half,
      ...scores,
      misses: misses.length,
      failed: tally.failures.length,
      failures: tally.failures,
      warnings: tally.warnings,
    },
    text: [scoresText(tables), about, tally.text()].filter(Boolean).join('\n'),
    html: () =>
      parserPage({
        title: `${parser} on ${set.id}`,
        lead: `${about}.`,
        tables,
        misses: misses.map(({ report, label, kind, sentences }) => ({ report, about: label, kind, sentences })),
      }),
  };
}

/** Reads, parses and labels the reports of the asked half. Rows without proper labels are failures of their own. */
async function labelledReports(
  argument: string | undefined,
  options: TableEvaluationOptions,
  set: LabelSet,
  names: readonly string[],
) {
  const { file, rows, tally, parser, done } = await openReports(argument, options, set, names);
  const reports: LabelledReport[] = [];
  for await (const row of rows) {
    const { id, text, parsed } = row;
    if (!parsed || text === undefined || (options.half !== 'all' && halfOf(text) !== options.half)) continue;
    const labels = labelsOf(row, names);
    if (labels) reports.push({ id, report: text, parsed, labels });
    else
      tally.failed(
        appErrors
          .TFM_REPORT_ROW({
            file,
            line: row.line,
            exam: id,
            message: `A label of row ${row.row} is neither 0 nor 1.`,
            fix: 'Leave the row out, or label it.',
          })
          .toJSON(),
      );
  }
  await done();
  if (reports.length === 0)
    throw appErrors.TFM_REPORT_NONE({
      file,
      message: 'No report of the table could be parsed and has labels.',
      fix: 'See the errors above.',
    });
  return { file, tally, parser, reports };
}

function labelsOf({ cells }: ReportRow, names: readonly string[]): readonly boolean[] | undefined {
  const values = names.map((name) => (cells.get(name) ?? '').trim().replace(/\.0$/, ''));
  return values.every((value) => value === '0' || value === '1') ? values.map((value) => value === '1') : undefined;
}
