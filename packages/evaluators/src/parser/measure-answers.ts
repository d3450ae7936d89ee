import type { Estimate } from '@totalfm/core';
import {
  confusionOf,
  estimateOf,
  f1Of,
  meanOfResampled,
  precisionOf,
  recallOf,
  type Answer,
  type Confusion,
  type PatientResamples,
  type Resampled,
} from '@totalfm/statistics';

/** How well a parser answers, with 95 % percentile intervals over resampled reports. Undefined: not defined for these cases. */
export interface AnswerMetrics extends Confusion {
  readonly precision?: Estimate;
  readonly recall?: Estimate;
  readonly f1?: Estimate;
}

/** Metrics of each group of answers, and the mean F1 over the groups in which it is defined. */
export interface GroupedMetrics {
  readonly macroF1?: Estimate;
  readonly groups: Readonly<Record<string, AnswerMetrics>>;
}

export function measureAnswers(
  groups: ReadonlyMap<string, readonly Answer[]>,
  resamples: PatientResamples,
): GroupedMetrics {
  const f1s: Resampled[] = [];
  const measured = [...groups].map(([name, answers]): [string, AnswerMetrics] => {
    const confusion = confusionOf(answers);
    const weighted = resamples.weights.map((weights) => confusionOf(answers, weights));
    const estimate = (statistic: (confusion: Confusion) => number) =>
      estimateOf(statistic(confusion), Float64Array.from(weighted, statistic));
    f1s.push({ value: f1Of(confusion), resampled: Float64Array.from(weighted, f1Of) });
    return [name, { ...confusion, precision: estimate(precisionOf), recall: estimate(recallOf), f1: estimate(f1Of) }];
  });
  const { value, resampled } = meanOfResampled(f1s, resamples.weights.length);
  return {
    macroF1: estimateOf(value, resampled),
    groups: Object.fromEntries(measured),
  };
}
