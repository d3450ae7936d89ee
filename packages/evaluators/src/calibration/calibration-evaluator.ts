import {
  defineComponent,
  throwIfAborted,
  tokens,
  type Anatomy,
  type Embedder,
  type EvaluationContext,
  type EvaluationResult,
  type Measure,
} from '@totalfm/core';
import { resamplePatients } from '@totalfm/statistics';
import { findingsOf } from '@totalfm/zero-shot';
import { needTestExams } from '../embed-splits.ts';
import { caseProtocol } from '../exam-cases.ts';
import { answerFindings, needPrompts, targetsOf } from '../findings.ts';
import type { Target } from '../measure.ts';
import { fitCalibration, type Calibration } from './fit-calibration.ts';
import { macro, measureFinding, poolCases, type CalibrationWork, type MeasuredFinding } from './measure-calibration.ts';
import { calibrationOptions, type CalibrationOptions } from './options.ts';

export const calibrationEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'calibration',
  description:
    'How far zero-shot scores are probabilities, before and after a temperature and a bias from validation exams, and what is found at a high specificity.',
  options: calibrationOptions,
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
  const work: CalibrationWork = { options, drawn, before, after };
  const measured = targets.map((target) => measureFinding(target, work));
  throwIfAborted(context.signal);
  return resultOf(measured, targets, work);
}

/** What the model itself says: the softmax of present and negative prompt at its own temperature. */
const ownCalibration = ({ scale, bias }: Embedder, negatives: CalibrationOptions['negatives']): Calibration => ({
  scale,
  bias: negatives === 'none' ? bias : 0,
});

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

function resultOf(
  measured: readonly MeasuredFinding[],
  targets: readonly Target[],
  work: CalibrationWork,
): EvaluationResult {
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
        interval:
          '95 % percentile bootstrap over patients; of sensitivity and specificity with fewer than 20 patients of the class no narrower than Wilson’s score interval',
        resamples: options.resamples,
      },
    },
  };
}
