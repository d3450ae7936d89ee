import { armText, armValue } from './compare/arm-value.ts';
import { armsOf } from './compare/arms.ts';
import { estimateFor, measureTitle, primaryOf } from './measures.ts';
import { readRun, type RunFiles } from './run-files.ts';

/**
 * For the end of a sweep, a line for each evaluator of runs that differ by their seed alone: mean and standard deviation over
 * seeds of the means of its primary measure. Empty where there is but one seed of each.
 */
export function seedsText(runs: readonly RunFiles[]): readonly string[] {
  const several = armsOf(runs.filter(({ metrics }) => Object.keys(metrics).length > 0)).filter(
    (arm) => arm.runs.length > 1,
  );
  return several.flatMap(({ name, runs, seeds }) =>
    Object.entries(runs[0].metrics).flatMap(([key, metrics]) => {
      const measure = primaryOf(metrics);
      const values = metrics.means.flatMap((mean) => {
        const own = runs.map((run) =>
          estimateFor(
            measure,
            run.metrics[key]?.means.find(({ name }) => name === mean.name),
          ),
        );
        const value = armValue(own);
        return value ? [`${mean.name} ${armText(value)}`] : [];
      });
      if (values.length === 0) return [];
      const title = `${metrics.title}, ${measureTitle(measure)}`;
      return [`${name}, seeds ${seeds.join(', ')}: ${title}, mean ± deviation over seeds: ${values.join(' · ')}`];
    }),
  );
}

/** The same of finished runs by their folders. Throws as {@link readRun} does. */
export const seedsTextOf = async (runDirs: readonly string[]): Promise<readonly string[]> =>
  seedsText(await Promise.all(runDirs.map(readRun)));
