import type { Measure } from '@totalfm/core';
import { sizeDetails } from '@totalfm/run-format';
import { estimateFor, primaryOf } from '../measures.ts';
import { armValue, type ArmValue } from './arm-value.ts';
import type { Arm } from './arms.ts';

/** What arms find of lesions of each size, from the smallest. */
export interface ArmSizes {
  readonly key: string;
  readonly title: string;
  readonly measure: Measure;
  readonly bins: readonly {
    readonly name: string;
    readonly meanMm: number;
    readonly values: readonly (ArmValue | undefined)[];
  }[];
}

/** Of every evaluator that says so. Bins are those of the first run that has them. */
export function armSizes(arms: readonly Arm[]): readonly ArmSizes[] {
  const all = arms.flatMap(({ runs }) => runs);
  const keys = [...new Set(all.flatMap(({ metrics }) => Object.keys(metrics)))];
  return keys.flatMap((key) => {
    const found = new Map(
      all.flatMap((run) => {
        const bySize = sizeDetails.safeParse(run.metrics[key]?.details).data?.bySize;
        return bySize ? [[run, bySize] as const] : [];
      }),
    );
    const [first] = found;
    if (!first) return [];
    const [{ metrics }, firstBins] = first;
    const measure = primaryOf(metrics[key]);
    const bins = firstBins.map(({ id, name, level }) => ({
      ...{ name, meanMm: level?.value ?? 0 },
      values: arms.map(({ runs }) =>
        armValue(
          runs.map((run) =>
            estimateFor(
              measure,
              found.get(run)?.find((bin) => bin.id === id),
            ),
          ),
        ),
      ),
    }));
    return [{ key, title: metrics[key].title, measure, bins }];
  });
}
