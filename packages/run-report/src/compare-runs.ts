import { compareRunFiles, type Comparison } from './compare/comparison.ts';
import { comparisonPage } from './compare/page.ts';
import { comparisonText } from './compare/text.ts';
import { readRun } from './run-files.ts';

export interface RunComparison {
  /** The numbers, as plain data. */
  readonly data: Comparison;
  /** A table for a terminal. */
  readonly text: string;
  /** A self-contained page. */
  readonly html: string;
}

/**
 * Sets runs side by side: what every evaluator measured, with intervals; paired differences to the first run, on the cases
 * that both scored; what training took; where the experiments differ. Throws `TFM_REPORT_NOT_A_RUN`, `TFM_RUN_FORMAT`,
 * `TFM_COMPARE_NO_SCORES`.
 */
export async function compareRuns(runDirs: readonly string[]): Promise<RunComparison> {
  const data = compareRunFiles(await Promise.all(runDirs.map(readRun)));
  return { data, text: comparisonText(data), html: comparisonPage(data) };
}
