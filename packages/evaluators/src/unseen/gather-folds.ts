import {
  groupBy,
  type CaseScore,
  type Estimate,
  type EvaluationMetrics,
  type EvaluationResult,
  type Measure,
  type TargetResult,
} from '@totalfm/core';
import {
  auroc,
  averagePrecision,
  estimateOf,
  meanOfResampled,
  rankCases,
  resamplePatients,
  resampleStatistic,
  type PatientResamples,
  type Resampled,
  type Statistic,
} from '@totalfm/statistics';
import { binaryMeasures, grades } from '../measure.ts';
import { checkFolds } from './check-folds.ts';
import type { FoldResult } from './fold-result.ts';

export interface GatherOptions {
  readonly resamples: number;
  readonly seed: number;
}

const measures: readonly Measure[] = [
  ...binaryMeasures.filter(({ id }) => id === 'auroc' || id === 'ap'),
  { id: 'seen', title: 'AUROC where seen', better: 'higher', range: [0, 1], chance: 0.5 },
  { id: 'difference', title: 'AUROC, unseen − seen', better: 'higher', range: [-1, 1] },
];

/**
 * The runs of a rotation over findings as one result: of every finding the scores of the one run that learned without it, beside the
 * mean AUROC of the runs that learned it, on the same exams. One set of patient resamples serves all, so that macro averages and
 * differences vary as their parts do. Throws `TFM_EVALUATE_FOLDS` where runs are not the folds of one rotation.
 */
export function gatherFolds(folds: readonly FoldResult[], { resamples, seed }: GatherOptions): EvaluationResult {
  checkFolds(folds);
  const cases = folds.map(({ scores }) => groupBy(scores, ({ target }) => target));
  const drawn = resamplePatients(
    folds.flatMap(({ scores }) => scores.map(({ patient }) => patient)),
    resamples,
    seed,
  );
  const measured = targetsOf(folds).map((target) => {
    const isUnseen = folds.map(({ findings }) => findings.targets.some(({ id, unseen }) => id === target.id && unseen));
    const some = (unseen: boolean) =>
      cases.filter((_, fold) => isUnseen[fold] === unseen).map((of) => of.get(target.id)!);
    return measureTarget(target, { unseen: some(true)[0], seen: some(false) }, drawn);
  });
  const mean = (of: readonly Measured[]) =>
    Object.fromEntries(
      measures.map(({ id }) => [
        id,
        meanEstimate(
          of.map(({ values }) => values[id]),
          resamples,
        ),
      ]),
    );
  const ofGrade = grades.map((grade) => ({
    name: grade,
    grade,
    of: measured.filter((one) => one.target.grade === grade),
  }));
  return {
    key: 'unseen',
    title: 'Unseen findings',
    description: 'Findings by prompts, each by the model that learned without it, beside those that learned it.',
    protocol: 'unseen',
    unit: 'finding',
    measures,
    primary: 'auroc',
    targets: measured.map(({ target, values }) => ({ ...target, measures: estimatesOf(values) })),
    means: [{ name: 'macro', of: measured }, ...ofGrade]
      .filter(({ of }) => of.length > 0)
      .map(({ of, ...named }) => ({ ...named, measures: mean(of), targets: of.map(({ target }) => target.id) })),
    skipped: [...new Map(folds.flatMap(({ findings }) => findings.skipped.map((one) => [one.target, one]))).values()],
    scores: measured.flatMap(({ scores }) => scores),
    details: {
      ...pick(folds[0].findings.details, 'labelSource', 'promptBankVersion'),
      folds: folds.map(({ name }) => name),
      protocol: {
        ...(folds[0].findings.details.protocol as object),
        unseen: 'scores of the one model that learned without the finding',
        seen: `mean AUROC of the ${folds.length - 1} models that learned it`,
        resamples,
      },
    },
  };
}

interface Measured {
  readonly target: Omit<TargetResult, 'measures'>;
  readonly values: Readonly<Record<string, Resampled>>;
  readonly scores: readonly CaseScore[];
}

/** Findings that were measured, in order; a threshold was one model's, and goes. */
const targetsOf = (folds: readonly FoldResult[]): readonly Omit<TargetResult, 'measures'>[] =>
  folds[0].findings.targets.map(({ measures: _, threshold: __, thresholdFrom: ___, ...target }) => ({
    ...target,
    unseen: true,
  }));

function measureTarget(
  target: Measured['target'],
  { unseen, seen }: { readonly unseen: readonly CaseScore[]; readonly seen: readonly (readonly CaseScore[])[] },
  drawn: PatientResamples,
): Measured {
  const of = (statistic: Statistic, cases: readonly CaseScore[]): Resampled => {
    const labelled = cases.map((one) => ({ ...one, label: one.label === true }));
    const ranking = rankCases(labelled, ({ patient }) => drawn.unitOf(patient));
    return { value: statistic(ranking), resampled: resampleStatistic(statistic, ranking, drawn) };
  };
  const own = of(auroc, unseen);
  const known = meanOfResampled(
    seen.map((cases) => of(auroc, cases)),
    drawn.weights.length,
  );
  const difference = {
    value: own.value - known.value,
    resampled: own.resampled.map((value, index) => value - known.resampled[index]),
  };
  return { target, values: { auroc: own, ap: of(averagePrecision, unseen), seen: known, difference }, scores: unseen };
}

function meanEstimate(some: readonly Resampled[], resamples: number): Estimate | null {
  const { value, resampled } = meanOfResampled(some, resamples);
  return estimateOf(value, resampled) ?? null;
}

const estimatesOf = (values: Measured['values']): Readonly<Record<string, Estimate>> =>
  Object.fromEntries(Object.entries(values).map(([id, one]) => [id, estimateOf(one.value, one.resampled)!]));

const pick = (details: EvaluationMetrics['details'], ...names: readonly string[]) =>
  Object.fromEntries(names.filter((name) => name in details).map((name) => [name, details[name]]));
