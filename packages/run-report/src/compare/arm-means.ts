import type { EvaluationMetrics, Measure } from '@totalfm/core';
import { estimateFor, primaryOf } from '../measures.ts';
import { armValue, type ArmValue } from './arm-value.ts';
import type { Arm } from './arms.ts';

/** The means of an evaluator's primary measure, by arm. */
export interface ArmMeans {
  readonly key: string;
  readonly title: string;
  readonly measure: Measure;
  readonly means: readonly { readonly name: string; readonly values: readonly (ArmValue | undefined)[] }[];
}

/** Of every evaluator that takes means. What it measures is as the first run to have it says. */
export function armMeans(arms: readonly Arm[]): readonly ArmMeans[] {
  const keys = [...new Set(arms.flatMap(({ runs }) => runs.flatMap(({ metrics }) => Object.keys(metrics))))];
  return keys.flatMap((key) => {
    const found = arms.map(({ runs }) => runs.map(({ metrics }) => metrics[key] as EvaluationMetrics | undefined));
    const first = found.flat().find((one) => one !== undefined)!;
    const measure = primaryOf(first);
    const means = first.means.flatMap(({ name }) => {
      const values = found.map((own) =>
        armValue(
          own.map((one) =>
            estimateFor(
              measure,
              one?.means.find((mean) => mean.name === name),
            ),
          ),
        ),
      );
      return values.some(Boolean) ? [{ name, values }] : [];
    });
    return means.length > 0 ? [{ key, title: first.title, measure, means }] : [];
  });
}
