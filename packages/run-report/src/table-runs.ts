import { uniqueNames } from './compare/run-names.ts';
import { runReportErrors } from './errors.ts';
import { readRun, type RunFiles } from './run-files.ts';
import { tablesCsv } from './tables/csv.ts';
import { tablesLatex } from './tables/latex.ts';
import { measureTable } from './tables/measure-table.ts';
import { tableNotes } from './tables/notes.ts';
import type { PaperTable } from './tables/paper-table.ts';
import { paperTables } from './tables/paper-tables.ts';
import { tablesPage } from './tables/page.ts';
import { tablesText } from './tables/text.ts';

/** What tables can be written as. */
export const tableFormats = {
  text: tablesText,
  html: tablesPage,
  csv: tablesCsv,
  latex: tablesLatex,
} satisfies Readonly<Record<string, (tables: readonly PaperTable[]) => string>>;

export type TableFormat = keyof typeof tableFormats;

/**
 * The paper's tables from runs: the first beside each of the others, with paired intervals of the differences. Throws
 * `TFM_REPORT_NOT_A_RUN`, `TFM_RUN_FORMAT`, `TFM_TABLES_NO_SCORES`, `TFM_TABLES_NO_SHARED_EXAMS`.
 */
export async function tableRuns(runDirs: readonly string[]): Promise<readonly PaperTable[]> {
  return tableRunFiles(await Promise.all(runDirs.map(readRun)));
}

export function tableRunFiles(runs: readonly RunFiles[]): readonly PaperTable[] {
  for (const run of runs) needScores(run);
  for (const run of runs.slice(1)) needSharedExams(runs[0], run);
  const names = uniqueNames(runs);
  const seeds = runs.map(({ experiment }) => experiment?.seed);
  return paperTables.map((spec) => {
    const measured = measureTable(spec, runs);
    return { measured, names, seeds, notes: tableNotes(measured, runs, names) };
  });
}

const evaluators = new Set(paperTables.map(({ evaluator }) => evaluator));
const components = [...new Set(paperTables.map(({ component }) => component))];

const scoresOf = ({ scores }: RunFiles) => scores.filter(({ evaluator }) => evaluators.has(evaluator));

function needScores(run: RunFiles): void {
  if (scoresOf(run).length > 0) return;
  throw runReportErrors.TFM_TABLES_NO_SCORES({
    file: run.dir,
    message: `${run.dir} has no scores of ${components.join(' or ')}.`,
    fix: `Let the run come to its end, with the evaluators ${components.join(' and ')} in its experiment.`,
  });
}

function needSharedExams(first: RunFiles, other: RunFiles): void {
  const exams = new Set(scoresOf(first).map(({ exam }) => exam));
  if (scoresOf(other).some(({ exam }) => exams.has(exam))) return;
  throw runReportErrors.TFM_TABLES_NO_SHARED_EXAMS({
    file: other.dir,
    message: `${other.dir} and ${first.dir} have no test exam in common.`,
    fix: 'Run both on the same cohort with the same split, or score one on the other’s: `totalfm evaluate RUN --set cohort=…`.',
  });
}
