import type { CaseScore, MeanResult, Measure, TargetResult } from '@totalfm/core';
import { estimateOf, meanOfResampled, resamplePatients } from '@totalfm/statistics';
import { codedReason, evaluatorErrors } from '../errors.ts';
import { measuresOf, retrievalMeasures } from './measures.ts';
import type { RetrievalOptions } from './options.ts';
import type { SimilarCases } from './similar-cases.ts';
import type { QueryRank } from './text-ranks.ts';
import { summarise, type SummarisedCases } from './weighted-cases.ts';

/** What one organ's test pairs answered. */
export interface OrganAnswers {
  readonly id: string;
  readonly name: string;
  readonly textToOrgan: readonly QueryRank[];
  readonly organToText: readonly QueryRank[];
  readonly similar: readonly SimilarCases[];
}

/** Every organ's measures and chance, their means, and what there is nothing to find in. */
export function measureOrgans(organs: readonly OrganAnswers[], { ways, resamples }: RetrievalOptions, seed: number) {
  const rowsOf = ({ textToOrgan, organToText, similar }: OrganAnswers) => [...textToOrgan, ...organToText, ...similar];
  const patients = organs.flatMap((organ) => rowsOf(organ).map(({ row }) => row.patient));
  const drawn = resamplePatients(patients, resamples, seed);
  const measures = measuresOf(ways);
  const summaries = new Map<string, Record<string, SummarisedCases>>();
  for (const organ of organs) {
    const summarised = Object.entries(measures).flatMap(([id, { cases, summary }]) => {
      const one = summarise(cases(organ), summary, drawn);
      return one ? [[id, one] as const] : [];
    });
    if (summarised.length > 0) summaries.set(organ.id, Object.fromEntries(summarised));
  }
  const scored = organs.filter(({ id }) => summaries.has(id));
  const pick = <Value>(id: string, of: (one: SummarisedCases) => Value) =>
    Object.fromEntries(Object.entries(summaries.get(id)!).map(([measure, one]) => [measure, of(one)]));
  return {
    measures: Object.entries(measures).map(([id, { title, better, range }]): Measure => ({ id, title, better, range })),
    primary: Object.keys(measures).find((id) => retrievalMeasures[id].leads) ?? Object.keys(measures)[0],
    targets: scored.map(
      ({ id, name }): TargetResult => ({
        ...{ id, name },
        measures: pick(id, ({ estimate }) => estimate),
        chance: pick(id, ({ chance }) => chance),
      }),
    ),
    means: [macro(Object.keys(measures), summaries, resamples)],
    skipped: organs
      .filter(({ id }) => !summaries.has(id))
      .map(({ id: target }) => ({ target, reason: oneTextReason() })),
    scores: scored.flatMap((organ) => scoresOf(organ)),
  };
}

/** The mean over organs, in the same resamples. */
function macro(
  measures: readonly string[],
  summaries: ReadonlyMap<string, Record<string, SummarisedCases>>,
  resamples: number,
): MeanResult {
  const estimates = measures.map((measure) => {
    const some = [...summaries.values()].flatMap((one) => one[measure] ?? []);
    const { value, resampled: values } = meanOfResampled(
      some.map(({ estimate, resampled }) => ({ value: estimate.value, resampled })),
      resamples,
    );
    return [measure, estimateOf(value, values) ?? null] as const;
  });
  return { name: 'macro', measures: Object.fromEntries(estimates), targets: [...summaries.keys()] };
}

/** A case's rank by its own text, else of its own text, else the average precision of its similar cases. */
function scoresOf({ id: target, textToOrgan, organToText, similar }: OrganAnswers): CaseScore[] {
  const ranks = textToOrgan.length > 0 ? textToOrgan : organToText;
  const scores =
    ranks.length > 0
      ? ranks.map(({ row, rank }) => ({ row, score: rank }))
      : similar.map(({ row, averagePrecision }) => ({ row, score: averagePrecision }));
  return scores.map(({ row: { exam, patient, key: pair }, score }) => ({ exam, patient, pair, target, score }));
}

function oneTextReason(): string {
  return codedReason(
    evaluatorErrors.TFM_EVALUATE_NOTHING_TO_FIND({
      stage: 'evaluate',
      message: 'its test pairs have one text alone, and no finding that some have and others have not.',
      fix: 'Give the cohort more test exams.',
    }),
  );
}
