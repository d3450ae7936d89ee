import type { ComparedMeasures, Measure } from '@totalfm/core';
import type { RunFiles } from '../run-files.ts';
import { measuresOfGenerators } from '../written/generator-table.ts';

/** The generators of written reports of all runs, by what one evaluator measured. */
export interface ComparedGenerators {
  readonly key: string;
  readonly title: string;
  readonly measures: readonly Measure[];
  /** For each run; undefined where it wrote no reports. Differences are within the run: its first generator minus the other. */
  readonly runs: readonly (RunGenerators | undefined)[];
}

export interface RunGenerators {
  readonly byGenerator: ComparedMeasures;
  readonly differences: ComparedMeasures;
}

/** Every evaluator that measured generators in any run. */
export function compareGenerators(runs: readonly RunFiles[]): readonly ComparedGenerators[] {
  const keys = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return keys.flatMap((key) => {
    const found = runs.flatMap(({ metrics }) => (metrics[key]?.byGenerator ? [metrics[key]] : []));
    if (found.length === 0) return [];
    return [
      {
        key,
        title: found[0].title,
        measures: measuresOfGenerators(found),
        runs: runs.map(({ metrics }) => {
          const { byGenerator, differences = {} } = metrics[key] ?? {};
          return byGenerator && { byGenerator, differences };
        }),
      },
    ];
  });
}
