import {
  defineComponent,
  throwIfAborted,
  tokens,
  type Anatomy,
  type CaseScore,
  type Embedder,
  type Estimate,
  type EvaluationContext,
  type EvaluationResult,
  type MeanResult,
  type Measure,
  type TargetResult,
} from '@totalfm/core';
import {
  calibrationStatistics,
  estimateOf,
  estimator,
  isPredicted,
  meanOfDefined,
  meanOfResamples,
  rankCases,
  resamplePatients,
  resampleStatistic,
  resampleSums,
  sensitivityAt,
  specificityAt,
  support,
  thresholdAtSpecificity,
  type PatientResamples,
} from '@totalfm/statistics';
import { findingsOf, negativesChoices } from '@totalfm/zero-shot';
import { z } from 'zod';
import { needTestExams } from '../embed-splits.ts';
import { evaluatorErrors } from '../errors.ts';
import { caseProtocol, caseUnits, type ExamCase } from '../exam-cases.ts';
import { answerFindings, needPrompts, targetsOf } from '../findings.ts';
import type { Target } from '../measure.ts';
import { fitCalibration, probabilityOf, type Calibration } from './fit-calibration.ts';

const options = z.strictObject({
  negatives: z.enum(negativesChoices).default('both').describe('What a finding is held against, as in `findings`.'),
  unit: z.enum(caseUnits).default('part').describe('What is one case, as in `findings`.'),
  specificity: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.9)
    .describe('Specificity on validation exams of the threshold at which sensitivity is measured.'),
  bins: z.int().min(2).default(10).describe('Bins of the reliability curve, of one width.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type CalibrationOptions = z.infer<typeof options>;

export const calibrationEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'calibration',
  description:
    'How far zero-shot scores are probabilities, before and after a temperature and a bias from validation exams, and what is found at a high specificity.',
  options,
  create: ({ options: chosen }) => ({
    fit(anatomy: Anatomy) {
      for (const finding of findingsOf(anatomy)) needPrompts(finding, chosen.negatives);
    },
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateCalibration(context, chosen),
  }),
});

async function evaluateCalibration(context: EvaluationContext, options: CalibrationOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const answers = await answerFindings(context, { negatives: options.negatives, split: 'test' });
  const targets = targetsOf(answers, options.unit);
  const after = fitCalibration(targets.flatMap(({ validation }) => validation));
  if (!after)
    context.progress.warn('Validation exams have no finding, or nothing else: there is nothing to calibrate by.');
  const before = ownCalibration(context.embedder, options.negatives);
  const patients = targets.flatMap(({ test }) => test.map(({ patient }) => patient));
  const drawn = resamplePatients(patients, options.resamples, context.seed);
  const work: Work = { options, drawn, before, after };
  const measured = targets.map((target) => measureTarget(target, work));
  throwIfAborted(context.signal);
  return resultOf(measured, targets, work);
}

interface Work {
  readonly options: CalibrationOptions;
  readonly drawn: PatientResamples;
  readonly before: Calibration;
  readonly after?: Calibration;
}

/** What the model itself says: the softmax of present and negative prompt at its own temperature. */
const ownCalibration = ({ scale, bias }: Embedder, negatives: CalibrationOptions['negatives']): Calibration => ({
  scale,
  bias: negatives === 'none' ? bias : 0,
});

interface Measured {
  readonly target: TargetResult;
  readonly resampled: Readonly<Record<string, Float64Array>>;
  readonly skipped?: string;
  readonly scores: readonly CaseScore[];
}

function measureTarget({ test, validation, ...named }: Target, { options, drawn, before, after }: Work): Measured {
  const threshold = thresholdAtSpecificity(rankCases(validation), options.specificity);
  const ranking = rankCases(test, ({ patient }) => drawn.unitOf(patient));
  const { positives, negatives } = support(ranking);
  const calibrated = after ?? before;
  const scores = test.map(({ exam, patient, score, label }) => ({
    ...{ exam, patient, target: named.id, score: probabilityOf(calibrated, score), label },
    predicted: threshold !== undefined && isPredicted(score, threshold),
  }));
  const resampled: Record<string, Float64Array> = {};
  const measures: Record<string, Estimate> = {};
  const keep = (id: string, value: number, values: Float64Array) => {
    const estimate = estimateOf(value, values);
    if (estimate) [measures[id], resampled[id]] = [estimate, values];
  };
  if (threshold !== undefined)
    for (const [id, statistic] of [
      ['sensitivity', sensitivityAt],
      ['specificity', specificityAt],
    ] as const)
      keep(
        id,
        statistic(ranking, threshold),
        resampleStatistic((of, weights) => statistic(of, threshold, weights), ranking, drawn),
      );
  const { terms, brier } = calibrationStatistics(options.bins);
  const sumsBy = (calibration: Calibration) =>
    resampleSums(
      test.map((one) => ({ unit: drawn.unitOf(one.patient), terms: terms(probable(one, calibration)) })),
      drawn,
    );
  for (const [id, calibration] of Object.entries({ brier: after, brierBefore: before })) {
    if (!calibration || test.length === 0) continue;
    const sums = sumsBy(calibration);
    keep(id, brier(sums.all), Float64Array.from(sums.resampled, brier));
  }
  const target: TargetResult = {
    ...named,
    ...{ measures, positives, negatives },
    ...(threshold !== undefined && { threshold, thresholdFrom: 'validation' as const }),
  };
  return { target, resampled, scores, skipped: reasonToSkip(positives, negatives, threshold) };
}

const probable = ({ score, label }: ExamCase, calibration: Calibration) => ({
  probability: probabilityOf(calibration, score),
  label,
});

function reasonToSkip(positives: number, negatives: number, threshold: number | undefined): string | undefined {
  if (positives === 0) return 'no scored case is positive';
  if (negatives === 0) return 'no scored case is negative';
  if (threshold !== undefined) return undefined;
  const { code, message, fix } = evaluatorErrors.TFM_EVALUATE_NO_OPERATING_POINT({
    stage: 'evaluate',
    option: 'evaluate.specificity',
    message: 'no threshold has that specificity on validation exams, or these are of one class.',
    fix: 'Give the cohort more validation exams, or ask for less.',
  });
  return `${code}: ${message} ${fix}`;
}

const measuresOf = ({ specificity }: CalibrationOptions): readonly Measure[] => [
  {
    ...{ id: 'sensitivity', title: `Sensitivity at ${Math.round(specificity * 100)} % specificity`, better: 'higher' },
    ...{ range: [0, 1] as const, chance: 1 - specificity },
  },
  { id: 'specificity', title: 'Specificity there', better: 'higher', range: [0, 1] },
  { id: 'brier', title: 'Brier', better: 'lower', range: [0, 1] },
  { id: 'brierBefore', title: 'Brier before', better: 'lower', range: [0, 1] },
  { id: 'ece', title: 'ECE', better: 'lower', range: [0, 1] },
  { id: 'eceBefore', title: 'ECE before', better: 'lower', range: [0, 1] },
];

function resultOf(measured: readonly Measured[], targets: readonly Target[], work: Work): EvaluationResult {
  const { options, before, after } = work;
  const shown = measured.filter(({ skipped }) => skipped === undefined);
  const pooled = poolCases(
    targets.flatMap(({ test }) => test),
    work,
  );
  return {
    key: 'calibration',
    title: 'Calibration',
    description: 'Zero-shot scores of findings as probabilities, and what is found at a high specificity.',
    unit: 'finding',
    measures: measuresOf(options),
    primary: 'sensitivity',
    targets: shown.map(({ target }) => target),
    means: [
      macro(shown, options.resamples),
      { name: 'pooled', measures: pooled.measures, targets: shown.map(({ target }) => target.id) },
    ],
    skipped: measured.flatMap(({ target, skipped }) => (skipped ? [{ target: target.id, reason: skipped }] : [])),
    scores: measured.flatMap(({ scores }) => scores),
    details: {
      before: { ...before },
      after: after ? { ...after } : null,
      reliability: pooled.reliability,
      protocol: {
        calibration: 'one scale and bias for all findings, logistic regression on validation cases',
        before: 'softmax of present and negative prompts at the model’s own temperature',
        pooled: `cases of all findings together, ${options.bins} bins of one width`,
        threshold: `lowest with a specificity of ${options.specificity} on validation exams`,
        case: caseProtocol(options.unit),
        interval: '95 % percentile bootstrap over patients',
        resamples: options.resamples,
      },
    },
  };
}

/** Means over findings, in the same resamples. */
function macro(measured: readonly Measured[], resamples: number): MeanResult {
  const estimates = ['sensitivity', 'specificity', 'brier', 'brierBefore'].map((id) => {
    const some = measured.filter(({ target }) => target.measures[id]);
    const value = meanOfDefined(some.map(({ target }) => target.measures[id].value));
    const values = meanOfResamples(
      some.map(({ resampled }) => resampled[id]),
      resamples,
    );
    return [id, estimateOf(value, values) ?? null] as const;
  });
  return { name: 'macro', measures: Object.fromEntries(estimates), targets: measured.map(({ target }) => target.id) };
}

/** A finding alone has too few cases for a curve. */
function poolCases(cases: readonly ExamCase[], { options, drawn, before, after }: Work) {
  const { terms, reliability, calibrationError, brier } = calibrationStatistics(options.bins);
  const by = (calibration: Calibration | undefined) => {
    if (!calibration || cases.length === 0) return { bins: [], ece: null, brier: null };
    const sums = resampleSums(
      cases.map((one) => ({ unit: drawn.unitOf(one.patient), terms: terms(probable(one, calibration)) })),
      drawn,
    );
    const estimate = estimator(sums);
    return { bins: reliability(sums.all), ece: estimate(calibrationError) ?? null, brier: estimate(brier) ?? null };
  };
  const [first, second] = [by(before), by(after)];
  return {
    measures: { brier: second.brier, brierBefore: first.brier, ece: second.ece, eceBefore: first.ece },
    reliability: { before: first.bins.map((bin) => ({ ...bin })), after: second.bins.map((bin) => ({ ...bin })) },
  };
}
