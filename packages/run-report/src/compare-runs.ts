import { compareRunFiles, type Comparison } from './compare/comparison.ts';
import { curveFiles } from './compare/curve-figures.ts';
import { curveParts } from './compare/curve-parts.ts';
import { curvesMarkdown } from './compare/curve-tables.ts';
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
  /**
   * Draws curves (`.svg`) where runs differ in a number or have values at levels (sizes of lesions, how much volumes are changed), with their
   * points (`curves.md`), by the name of the file; else none.
   */
  figures(): ReadonlyMap<string, string>;
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
  return {
    data,
    text: comparisonText(data),
    html: comparisonPage(data, comparedReports(firstRuns, data)),
    figures() {
      const parts = curveParts(data);
      const files = curveFiles(parts);
      return new Map(files.size > 0 ? [['curves.md', curvesMarkdown(parts)], ...files] : []);
    },
  };
}
