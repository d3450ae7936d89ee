import { createRandom, type TargetResult } from '@totalfm/core';
import {
  bestF1Threshold,
  estimateOf,
  meanOfDefined,
  meanOfResampled,
  rankCases,
  resamplePatients,
  type PatientResamples,
} from '@totalfm/statistics';
import { measureTargets, statisticsAt, type MeasureName, type Measurement, type Target } from '../measure.ts';

/**
 * Measures that are means over draws of labelled exams. A resample draws patients and, of the draws, as many with replacement, so that an
 * interval knows both which patients are scored and which exams were labelled. Of one draw it is {@link measureTargets}; scores and
 * predictions are always those of the first draw that has the target.
 */
export function measureDraws(
  draws: readonly (readonly Target[])[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Measurement {
  const byId = new Map<string, Target[]>();
  for (const target of draws.flat()) byId.set(target.id, [...(byId.get(target.id) ?? []), target]);
  const first = measureTargets(
    [...byId.values()].map(([target]) => target),
    { resamples, seed },
  );
  if (draws.length === 1) return first;

  const all = [...byId.values()].flat().flatMap(({ test }) => test.map(({ patient }) => patient));
  const drawn: Drawn = { patients: resamplePatients(all, resamples, seed), seed, resamples };
  const resampled = new Map<string, Record<string, Float64Array>>();
  const targets = first.targets.map((target): TargetResult => {
    const { values, measures } = meanOverDraws(byId.get(target.id)!, drawn);
    resampled.set(target.id, values);
    // Each draw has a threshold of its own.
    const { threshold: _, thresholdFrom: __, ...rest } = target;
    return { ...rest, measures };
  });
  return {
    ...first,
    targets,
    mean(name, of = () => true) {
      const some = targets.filter(of);
      const measures = Object.keys(statisticsAt(0)).map((measure) => {
        const { value, resampled: values } = meanOfResampled(
          some.map(({ id, measures: own }) => ({ value: own[measure].value, resampled: resampled.get(id)![measure] })),
          resamples,
        );
        return [measure, estimateOf(value, values) ?? null] as const;
      });
      return { name, measures: Object.fromEntries(measures), targets: some.map(({ id }) => id) };
    },
  };
}

interface Drawn {
  readonly patients: PatientResamples;
  readonly resamples: number;
  readonly seed: number;
}

function meanOverDraws(draws: readonly Target[], { patients, resamples, seed }: Drawn) {
  const ranked = draws.map(({ test, validation }) => ({
    ranking: rankCases(test, (one) => patients.unitOf(one.patient)),
    statistics: statisticsAt(bestF1Threshold(rankCases(validation)) ?? 0),
  }));
  // The same draws for every target, so that targets vary together.
  const random = createRandom(seed).fork('draws');
  const picks = Array.from({ length: resamples }, () => draws.map(() => random.integer(draws.length)));
  const values: Record<string, Float64Array> = {};
  const measures: Record<string, TargetResult['measures'][string]> = {};
  for (const measure of Object.keys(ranked[0].statistics) as MeasureName[]) {
    const at = (draw: number, weights?: ArrayLike<number>) =>
      ranked[draw].statistics[measure](ranked[draw].ranking, weights);
    values[measure] = Float64Array.from(picks, (some, resample) => {
      const byDraw = new Map([...new Set(some)].map((draw) => [draw, at(draw, patients.weights[resample])]));
      return meanOfDefined(some.map((draw) => byDraw.get(draw)!));
    });
    const value = meanOfDefined(draws.map((_, draw) => at(draw)));
    measures[measure] = estimateOf(value, values[measure])!;
  }
  return { values, measures };
}
