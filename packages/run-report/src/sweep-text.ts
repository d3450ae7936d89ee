import { armsOf } from './compare/arms.ts';
import { curvePartsOf } from './compare/curve-parts.ts';
import { curvesText } from './compare/curve-tables.ts';
import { readRun } from './run-files.ts';
import { seedsText } from './seeds-text.ts';

/**
 * For the end of a sweep, of its finished runs: means and deviations over seeds, and where runs differ in a number, what was found
 * at each. Throws as {@link readRun} does.
 */
export async function sweepTextOf(runDirs: readonly string[]): Promise<readonly string[]> {
  const runs = await Promise.all(runDirs.map(readRun));
  return [...seedsText(runs), ...curvesText(curvePartsOf(armsOf(runs)))];
}
