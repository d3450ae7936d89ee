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
import { caseProtocol, caseUnits, examCases, type CaseUnit, labelSourceOf, type PairAnswer } from './exam-cases.ts';
import { findingLabel } from './labels.ts';
import { binaryResult, meansByGrade, measureTargets, type Measurement, type Target } from './measure.ts';
import { promptBankOf } from './prompt-bank.ts';

const options = z.strictObject({
  negatives: z
    .enum(negativesChoices)
    .default('both')
    .describe(
      'What a finding is held against: nothing, prompts that deny it, sentences that call the organ normal, or both.',
    ),
  unit: z
    .enum(caseUnits)
    .default('part')
    .describe(
      'What is one case. part: each side of a paired organ, with its own label, score and picture. exam: the exam, by the highest of its sides, as for a model of whole scans.',
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
  const { anatomy, seed, progress, signal } = context;
  const { resamples, split, unit } = options;
  const answers = await answerFindings(context, options);
  throwIfAborted(signal);
  const measure = (of: CaseUnit) => measureTargets(targetsOf(answers, of), { resamples, seed });
  const measured = measure(unit);
  if (measured.targets.length === 0) progress.warn(`No finding has ${split} exams of both classes: there is no AUROC.`);
  return findingsResult(measured, {
    labelSource: labelSourceOf(answers.flatMap(({ scored }) => scored)),
    promptBankVersion: promptBankOf(anatomy),
    // What a model of whole scans can be held against.
    ...(unit === 'part' && { byExam: macroText(measure('exam')) }),
    protocol: protocolOf(options),
  });
}

/** A finding with the answers of pairs that may show it. */
export interface FindingAnswers extends Pick<Target, 'id' | 'name' | 'group' | 'grade'> {
  readonly scored: readonly PairAnswer[];
  readonly validation: readonly PairAnswer[];
}

/** Scores the pairs of the scored split and of validation for every finding that they may show. */
export async function answerFindings(
  context: EvaluationContext,
  { negatives, split }: Pick<FindingsOptions, 'negatives' | 'split'>,
): Promise<readonly FindingAnswers[]> {
  const { embedder, anatomy, signal } = context;
  const { scored, validation } = await embedSplits(context, split);
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, negatives);
  const scorer = await createFindingScorer(rememberedTexts(embedder), anatomy, { negatives, signal });
  return findings.map(({ finding: { id, name, grade }, organ: { organ: group } }) => {
    const answer = (pairs: readonly EmbeddedPair[]) =>
      pairs.flatMap(({ row, vector }): PairAnswer[] => {
        const label = findingLabel(row, id);
        return label ? [{ row, label, score: scorer.score(vector, id, row.side)! }] : [];
      });
    return { id, name, group, grade, scored: answer(scored), validation: answer(validation) };
  });
}

/** Answers of pairs as cases. */
export const targetsOf = (answers: readonly FindingAnswers[], unit: CaseUnit): readonly Target[] =>
  answers.map(({ scored, validation, ...named }) => ({
    ...named,
    test: examCases(scored, unit),
    validation: examCases(validation, unit),
  }));

/** `auroc: 0.812 (0.790–0.833)` and so on, over all targets. */
const macroText = ({ mean }: Measurement) =>
  Object.fromEntries(
    Object.entries(mean('macro').measures).map(([measure, estimate]) => [
      measure,
      estimate &&
        `${[estimate.value, estimate.low].map((value) => value.toFixed(3)).join(' (')}–${estimate.high.toFixed(3)})`,
    ]),
  );

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

const protocolOf = ({ negatives, resamples, split, unit }: FindingsOptions) => ({
  score: `cos(volume, mean present prompt)${negatives === 'none' ? '' : ' − cos(volume, mean negative prompt)'}`,
  negatives,
  case: caseProtocol(unit),
  ...(split === 'test' ? { threshold: 'best F1 on validation exams' } : { scored: 'validation exams' }),
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

/** Throws `TFM_EVALUATE_NO_PROMPTS` where a finding has too few. */
export function needPrompts(finding: FindingOfOrgan, negatives: FindingsOptions['negatives']): void {
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
