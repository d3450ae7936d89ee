import { defineComponent, throwIfAborted, tokens, type EvaluationContext, type EvaluationResult } from '@totalfm/core';
import { findingsOf } from '@totalfm/zero-shot';
import { z } from 'zod';
import { embedSplits, needTestExams } from '../embed-splits.ts';
import { codedReason, evaluatorErrors } from '../errors.ts';
import { caseProtocol, unitOption } from '../exam-cases.ts';
import { binaryMeasures, binaryResult, meansByGrade, type Measurement } from '../measure.ts';
import { knnProbe } from './knn-probe.ts';
import { drawLabelled, type LabelledDraw } from './labelled-pairs.ts';
import { linearProbe } from './linear-probe.ts';
import { measureDraws } from './measure-draws.ts';
import type { ProbeMethod } from './probe-method.ts';
import { probeTargets, type ProbedTargets } from './probe-targets.ts';

const methods = { linear: linearProbe, knn: knnProbe } as const;

const options = z.strictObject({
  method: z
    .enum(['linear', 'knn'])
    .default('linear')
    .describe(
      'linear: a logistic regression of each finding on the frozen vectors. knn: the nearest labelled volumes vote. Validation exams choose its ridge, or how many vote.',
    ),
  labelled: z
    .union([z.literal('all'), z.int().min(2)])
    .default('all')
    .describe('How many training exams are labelled, drawn by the seed: all, or a number.'),
  draws: z
    .int()
    .min(1)
    .default(1)
    .describe(
      'How often a number of labelled exams is drawn; measures are means over draws, and intervals count both patients and draws. Without effect where all are labelled.',
    ),
  unit: unitOption,
  resamples: z.int().min(1).default(1000).describe('Resamples of the bootstrap intervals.'),
});

export type ProbeOptions = z.infer<typeof options>;

export const probeEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'probe',
  description:
    'How much of every finding frozen organ vectors hold: a linear probe, or nearest neighbours, learned from labelled training exams. Asks for no text.',
  options,
  create: ({ options: chosen }) => ({
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateProbe(context, chosen),
  }),
});

/**
 * Labels are the truth where the cohort knows it, else what the report says; both in training exams, which the probe learns from, and in test exams,
 * which it is scored on.
 */
async function evaluateProbe(context: EvaluationContext, options: ProbeOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { anatomy, seed, progress, signal } = context;
  const { labelled, resamples, unit } = options;
  const method = methods[options.method];
  const pairs = await embedSplits(context);
  const draws = await drawLabelled(context, labelled, labelled === 'all' ? 1 : options.draws);
  const findings = findingsOf(anatomy);
  const probed = draws.map((draw) => probeTargets(findings, draw.pairs, pairs, { method, unit, signal }));
  const measured = measureDraws(
    probed.map(({ targets }) => targets),
    { resamples, seed },
  );
  throwIfAborted(signal);
  if (measured.targets.length === 0) progress.warn('No finding could be probed: there is no AUROC.');
  if (probed.some(({ chosenFrom }) => chosenFrom === 'default'))
    progress.warn(`Validation exams could not choose the probe’s ${method.chooses}: it is the default.`);
  const skipped = findings
    .map(({ finding }) => finding.id)
    .filter((id) => probed.every(({ oneClass }) => oneClass.has(id)))
    .map((target) => ({ target, reason: oneClassReason(probed[0].oneClass.get(target)) }));
  return probeResult(measured, skipped, { options, method, draws, probed });
}

interface Probing {
  readonly options: ProbeOptions;
  readonly method: ProbeMethod;
  readonly draws: readonly LabelledDraw[];
  readonly probed: readonly ProbedTargets[];
}

function probeResult(measured: Measurement, oneClass: EvaluationResult['skipped'], probing: Probing): EvaluationResult {
  const { options, method, draws, probed } = probing;
  const binary = binaryResult(measured);
  const name = options.method === 'linear' ? 'Linear probe' : 'Nearest neighbours';
  const exams = options.labelled === 'all' ? '' : ` of ${draws[0].exams} labelled exams`;
  return {
    key: 'probe',
    title: `${name}${exams}`,
    description: `${name} of findings on frozen organ vectors${exams}.`,
    unit: 'finding',
    means: meansByGrade(measured),
    ...binary,
    // Scores are one draw's, measures the mean of all: runs cannot be compared case by case.
    measures: draws.length === 1 ? binary.measures : binaryMeasures.map(({ statistic: _, ...measure }) => measure),
    skipped: [...binary.skipped, ...oneClass],
    details: {
      labelledExams: draws[0].exams,
      draws: draws.length,
      [method.chooses]: probed.map(({ chosen }) => chosen),
      chosenFrom: probed.some(({ chosenFrom }) => chosenFrom === 'default') ? 'default' : 'validation',
      protocol: protocolOf(options, draws.length, probed),
    },
  };
}

function protocolOf({ method, resamples, unit }: ProbeOptions, draws: number, probed: readonly ProbedTargets[]) {
  const unprobed = (probe: ProbedTargets) => probe.oneClass.size;
  return {
    probe:
      method === 'linear'
        ? 'logistic regression with a ridge on standardised vectors, one for each finding, of the pairs of its organ'
        : 'the nearest pairs of the finding’s organ vote, weighted by e^(cosine / 0.07)',
    labels:
      'truth where the cohort knows it, else the report; training pairs of open labels or doubted masks are left out',
    choice: 'one value for all findings: highest mean AUROC of validation exams, whose labels come on top',
    case: caseProtocol(unit),
    threshold: 'best F1 on validation exams',
    ...(draws > 1 && { findingsOfOneClass: probed.map(unprobed), scores: 'of the first draw' }),
    interval: `95 % percentile bootstrap over patients${draws > 1 ? ' and draws' : ''}`,
    resamples,
  };
}

function oneClassReason(label: boolean | undefined): string {
  const found = label === undefined ? 'know nothing of it' : label ? 'all have it' : 'all lack it';
  return codedReason(
    evaluatorErrors.TFM_EVALUATE_ONE_CLASS({
      stage: 'evaluate',
      option: 'evaluate.labelled',
      message: `the labelled training exams ${found}, and a probe needs both.`,
      fix: 'Label more exams, or others.',
    }),
  );
}
