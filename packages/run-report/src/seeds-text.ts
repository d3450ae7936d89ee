import { armMeans } from './compare/arm-means.ts';
import { armText } from './compare/arm-value.ts';
import { armsOf } from './compare/arms.ts';
import { measureTitle } from './measures.ts';
import type { RunFiles } from './run-files.ts';

/**
 * A line for each evaluator of runs that differ by their seed alone: mean and standard deviation over seeds of the means of its
 * primary measure. Empty where there is but one seed of each.
 */
export function seedsText(runs: readonly RunFiles[]): readonly string[] {
  const several = armsOf(runs.filter(({ metrics }) => Object.keys(metrics).length > 0)).filter(
    (arm) => arm.runs.length > 1,
  );
  return several.flatMap((arm) =>
    armMeans([arm]).map(({ title, measure, means }) => {
      const values = means.map(({ name, values: [value] }) => `${name} ${armText(value!)}`).join(' · ');
      const what = `${title}, ${measureTitle(measure)}, mean ± deviation over seeds`;
      return `${arm.name}, seeds ${arm.seeds.join(', ')}: ${what}: ${values}`;
    }),
  );
}
