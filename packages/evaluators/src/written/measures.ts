import type { Estimate, Measure } from '@totalfm/core';
import { f1Of, type Estimator } from '@totalfm/statistics';
import { reportMetrics } from '../reports/clinical/clinical-metrics.ts';
import { labelsAt, type Layout } from '../reports/clinical/exam-terms.ts';
import { allLabels } from '../reports/clinical/label-metrics.ts';
import { overlapOf } from '../reports/text/text-overlap.ts';

const share = (id: string, title: string) => ({ id, title, better: 'higher', range: [0, 1] }) as const;
const lower = (id: string, title: string) => ({ id, title, better: 'lower' }) as const;

/**
 * What a generator is measured by. `f1` and `recall` leave out findings of organs that a report says nothing of, since to say
 * nothing is not to call it normal: `coverage` is the share that is left, `f1OfAll`, `recallOfAll` and `errorsPerReport` count
 * silence as an error.
 */
export const writtenMeasures = [
  share('f1', 'F1, of organs it speaks of'),
  share('precision', 'Precision'),
  share('recall', 'Recall, of organs it speaks of'),
  share('coverage', 'Share of findings whose organ it speaks of'),
  share('f1OfAll', 'F1, silence counted as missed'),
  share('recallOfAll', 'Recall, silence counted as missed'),
  { ...lower('errorsPerReport', 'Invented, missed or not assessed findings per report'), statistic: 'mean' },
  lower('inventedPerReport', 'Invented findings per report'),
  lower('missedPerReport', 'Missed findings per report'),
  lower('notAssessedPerReport', 'Findings of organs not spoken of per report'),
  share('f1AgainstTruth', 'F1 against the truth'),
  lower('inventedAgainstTruthPerReport', 'Findings per report that the truth does not have'),
  share('sideAccuracy', 'Right sides, of those stated'),
  share('allSidesShare', 'Hits with all their sides'),
  lower('sizeErrorMm', 'Size error of hits in mm'),
  { ...lower('allNormalShare', 'Exams with findings called normal'), range: [0, 1] },
  share('labels18MicroF1', 'Micro F1 of the 18 CT-RATE labels'),
  share('bleu1', 'BLEU-1'),
  share('bleu2', 'BLEU-2'),
  share('bleu3', 'BLEU-3'),
  share('bleu4', 'BLEU-4'),
  share('rougeL', 'ROUGE-L'),
  share('meteor', 'METEOR'),
  { id: 'cider', title: 'CIDEr', better: 'higher', range: [0, 10] },
] as const satisfies readonly Measure[];

export type WrittenMeasure = (typeof writtenMeasures)[number]['id'];

/** What a generator's reports add up to: their words, and their findings against a reference and against the truth. */
export interface Sums {
  readonly words: Estimator;
  readonly findings: Estimator;
  readonly truth: Estimator;
}

/** Where the findings stand in the sums. */
export interface Layouts {
  readonly findings: Layout;
  readonly truth: Layout;
}

/** Null: not defined for these reports. */
export function measuresOf(sums: Sums, layouts: Layouts): Readonly<Record<WrittenMeasure, Estimate | null>> {
  const { all, perReport, ...metrics } = reportMetrics(sums.findings, layouts.findings);
  const truth = reportMetrics(sums.truth, layouts.truth);
  const words = overlapOf(sums.words);
  const values: Readonly<Record<WrittenMeasure, Estimate | undefined>> = {
    f1: all.f1,
    precision: all.precision,
    recall: all.recall,
    coverage: all.coverage,
    f1OfAll: all.f1OfAll,
    recallOfAll: all.recallOfAll,
    errorsPerReport: perReport.wrong,
    inventedPerReport: perReport.invented,
    missedPerReport: perReport.missed,
    notAssessedPerReport: perReport.notAssessed,
    f1AgainstTruth: truth.all.f1,
    inventedAgainstTruthPerReport: truth.perReport.invented,
    sideAccuracy: metrics.sideAccuracy,
    allSidesShare: metrics.allSidesShare,
    sizeErrorMm: metrics.sizeErrorMm,
    allNormalShare: metrics.allNormal,
    labels18MicroF1: sums.findings((all) => f1Of(allLabels(all, layouts.findings.labels, labelsAt))),
    ...(words as Required<typeof words>),
  };
  return Object.fromEntries(writtenMeasures.map(({ id }) => [id, values[id] ?? null])) as Record<
    WrittenMeasure,
    Estimate | null
  >;
}
