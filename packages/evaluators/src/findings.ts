import {
  defineComponent,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
  type ExamCounts,
} from '@totalfm/core';
import {
  canScore,
  createFindingScorer,
  filledPrompts,
  findingsOf,
  negativesChoices,
  sidesOf,
  type FindingOfOrgan,
} from '@totalfm/zero-shot';
import { z } from 'zod';
import { embedSplits, needExams, scoredSplits, type EmbeddedPair } from './embed-splits.ts';
import { rememberedTexts } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';
import { examCases, labelSourceOf, type PairAnswer } from './exam-cases.ts';
import { findingLabel } from './labels.ts';
import { binaryResult, meansByGrade, measureTargets, type Measurement } from './measure.ts';
import { promptBankOf } from './prompt-bank.ts';

const options = z.strictObject({
  negatives: z
    .enum(negativesChoices)
    .default('both')
    .describe(
      'What a finding is held against: nothing, prompts that deny it, sentences that call the organ normal, or both.',
    ),
  split: z
    .enum(scoredSplits)
    .default('test')
    .describe(
      'Whose exams are scored. validation: to choose among settings, before test exams are looked at; no threshold is chosen then.',
    ),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type FindingsOptions = z.infer<typeof options>;

export const findingsEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'findings',
  description: 'Zero-shot AUROC, average precision and F1 of every finding, from ensembled prompts.',
  options,
  create: ({ options: chosen }) => ({
    fit(anatomy: Anatomy) {
      for (const finding of findingsOf(anatomy)) needPrompts(finding, chosen.negatives);
    },
    fitExams: (counts: ExamCounts) => needExams(counts, chosen.split),
    evaluate: (context: EvaluationContext) => evaluateFindings(context, chosen),
  }),
});

/**
 * Zero-shot classification of findings with a prompt ensemble (CLIP's: the mean of the prompts' unit vectors, as one
 * direction). A pair's score is cos(volume, present) − cos(volume, negative), or the first alone; an exam's is the highest of its pairs that
 * can show the finding. Thresholds are those of best F1 on validation exams.
 */
async function evaluateFindings(context: EvaluationContext, options: FindingsOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, seed, progress, signal } = context;
  const { negatives, resamples, split } = options;
  const { scored, validation } = await embedSplits(context, split);
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, negatives);
  const scorer = await createFindingScorer(rememberedTexts(embedder), anatomy, { negatives, signal });

  const seen: PairAnswer[] = [];
  const targets = findings.map((finding) => {
    const answer = (pairs: readonly EmbeddedPair[]) =>
      pairs.flatMap(({ row, vector }): PairAnswer[] => {
        const label = findingLabel(row, finding.finding.id);
        if (!label) return [];
        return [{ row, label, score: scorer.score(vector, finding.finding.id, row.side)! }];
      });
    const answers = answer(scored);
    seen.push(...answers);
    const { id, name, grade } = finding.finding;
    const group = finding.organ.organ;
    return { id, name, group, grade, test: examCases(answers), validation: examCases(answer(validation)) };
  });

  throwIfAborted(signal);
  const measured = measureTargets(targets, { resamples, seed });
  if (measured.targets.length === 0) progress.warn(`No finding has ${split} exams of both classes: there is no AUROC.`);
  return findingsResult(measured, {
    labelSource: labelSourceOf(seen),
    promptBankVersion: promptBankOf(anatomy),
    protocol: protocolOf(options),
  });
}

function findingsResult(measured: Measurement, details: EvaluationResult['details']): EvaluationResult {
  return {
    key: 'findings',
    title: 'Findings',
    description: 'Zero-shot classification of findings.',
    unit: 'finding',
    means: meansByGrade(measured),
    ...binaryResult(measured),
    details,
  };
}

const protocolOf = ({ negatives, resamples, split }: FindingsOptions) => ({
  score: `cos(volume, mean present prompt)${negatives === 'none' ? '' : ' − cos(volume, mean negative prompt)'}`,
  negatives,
  exam: 'maximum over the pairs of the exam that can show the finding',
  ...(split === 'test' ? { threshold: 'best F1 on validation exams' } : { scored: 'validation exams' }),
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

function needPrompts(finding: FindingOfOrgan, negatives: FindingsOptions['negatives']): void {
  for (const side of sidesOf(finding.organ)) {
    const prompts = filledPrompts(finding, side, negatives);
    if (canScore(prompts, negatives)) continue;
    throw evaluatorErrors.TFM_EVALUATE_NO_PROMPTS({
      organ: finding.organ.organ,
      component: 'findings',
      message: `Finding ${finding.finding.id} has ${prompts.present.length} present prompts and ${prompts.negative.length} negative ones (negatives: ${negatives}).`,
      fix: 'Add prompts to the finding, or normal sentences to its organ.',
    });
  }
}
