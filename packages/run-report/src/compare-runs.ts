import { compareRunFiles, type Comparison } from './compare/comparison.ts';
import { comparisonPage } from './compare/page.ts';
import { comparisonText } from './compare/text.ts';
import { comparedReports } from './compare/written-section.ts';
import { readRun } from './run-files.ts';

export interface RunComparison {
  /** The numbers, as plain data. */
  readonly data: Comparison;
  /** A table for a terminal. */
  readonly text: string;
  /** A self-contained page; it holds report text where two runs wrote reports. */
  readonly html: string;
}

/**
 * Sets runs side by side, those that differ by their seed alone as one: what every evaluator measured, with intervals; paired
 * differences to the first, beside the values on the cases that all scored; what training took; where the experiments differ. Throws `TFM_REPORT_NOT_A_RUN`, `TFM_RUN_FORMAT`,
 * `TFM_COMPARE_NO_SCORES`, `TFM_COMPARE_NO_SHARED_EXAMS`.
 */
export async function compareRuns(runDirs: readonly string[]): Promise<RunComparison> {
  const runs = await Promise.all(runDirs.map(readRun));
  const data = compareRunFiles(runs);
  const firstRuns = data.runs.map(({ dir }) => runs.find((run) => run.dir === dir)!);
  return { data, text: comparisonText(data), html: comparisonPage(data, comparedReports(firstRuns, data)) };
}
