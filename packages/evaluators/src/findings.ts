import {
  defineComponent,
  fileContent,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
  type ExamCounts,
  type FindingGrade,
  type MeanResult,
} from '@totalfm/core';
import {
  canScore,
  createFindingScorer,
  filledPrompts,
  findingsOf,
  negativesChoices,
  readPromptBank,
  sidesOf,
  withPrompts,
  type FindingOfOrgan,
  type FindingScorer,
} from '@totalfm/zero-shot';
import { z } from 'zod';
import { embedSplits, needExams, scoredSplits, type EmbeddedPair } from './embed-splits.ts';
import { rememberedTexts } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';
import { examCases, labelSourceOf, type PairAnswer } from './exam-cases.ts';
import { findingLabel } from './labels.ts';
import { binaryResult, measureTargets, type Measurement } from './measure.ts';
import { promptBankOf } from './prompt-bank.ts';
import { wordingSensitivity, type WordedCases } from './wording.ts';

const options = z.strictObject({
  negatives: z
    .enum(negativesChoices)
    .default('both')
    .describe(
      'What a finding is held against: nothing, prompts that deny it, sentences that call the organ normal, or both.',
    ),
  prompts: z
    .enum(['ensemble', 'single'])
    .default('ensemble')
    .describe(
      'ensemble: the mean of all wordings of a finding as one direction, with what each of them alone would give. single: the first wording.',
    ),
  promptBank: z
    .string()
    .min(1)
    .optional()
    .describe(
      'YAML file of prompts of your own, by finding; those of findings that it leaves out stay. `totalfm prompts` prints one to start from.',
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
  content: ({ promptBank }) => (promptBank === undefined ? undefined : fileContent(promptBank)),
  create({ options: chosen }) {
    const bank = chosen.promptBank === undefined ? undefined : readPromptBank(chosen.promptBank);
    const prompted = (anatomy: Anatomy) => (bank ? withPrompts(anatomy, bank) : anatomy);
    return {
      fit(anatomy: Anatomy) {
        for (const finding of findingsOf(prompted(anatomy))) needPrompts(finding, chosen.negatives);
      },
      fitExams: (counts: ExamCounts) => needExams(counts, chosen.split),
      evaluate: (context: EvaluationContext) =>
        evaluateFindings({ ...context, anatomy: prompted(context.anatomy) }, chosen),
    };
  },
});

/**
 * Zero-shot classification of findings with a prompt ensemble (CLIP's: the mean of the prompts' unit vectors, as one
 * direction). A pair's score is cos(volume, present) − cos(volume, negative), or the first alone; an exam's is the highest of its pairs that
 * can show the finding. Thresholds are those of best F1 on validation exams.
 */
async function evaluateFindings(context: EvaluationContext, options: FindingsOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, protocol, unseen = [], seed, progress, signal } = context;
  const { negatives, resamples, split } = options;
  const { scored, validation } = await embedSplits(context, split);
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, negatives);
  const texts = rememberedTexts(embedder);
  const wording = options.prompts === 'single' ? 0 : undefined;
  const scorer = await createFindingScorer(texts, anatomy, { negatives, wording, signal });

  const seen: PairAnswer[] = [];
  const targets = findings.map(({ finding: { id, name, grade }, organ: { organ: group } }) => {
    const answers = answersOf(scored, id, scorer);
    seen.push(...answers);
    const isUnseen = unseen.includes(id) && ({ unseen: true } as const);
    const [test, chosenOn] = [answers, answersOf(validation, id, scorer)].map(examCases);
    return { id, name, group, grade, ...isUnseen, test, validation: chosenOn };
  });

  throwIfAborted(signal);
  const measured = measureTargets(targets, { resamples, seed });
  if (measured.targets.length === 0) progress.warn(`No finding has ${split} exams of both classes: there is no AUROC.`);
  needUnseen(measured, unseen, split);
  const ensemble = options.prompts === 'ensemble';
  const worded = ensemble
    ? await wordedCases(scored, findings, (one) =>
        createFindingScorer(texts, anatomy, { negatives, wording: one, signal }),
      )
    : [];
  return findingsResult(measured, protocol, {
    labelSource: labelSourceOf(seen),
    promptBankVersion: promptBankOf(anatomy),
    protocol: scoringOf(options),
    ...(ensemble && { wording: { ...wordingSensitivity(worded) } }),
  });
}

/** What a scorer says of a finding in the pairs that can show it. */
export const answersOf = (
  pairs: readonly EmbeddedPair[],
  finding: string,
  scorer: FindingScorer,
): readonly PairAnswer[] =>
  pairs.flatMap(({ row, vector }): PairAnswer[] => {
    const label = findingLabel(row, finding);
    return label ? [{ row, label, score: scorer.score(vector, finding, row.side)! }] : [];
  });

/** The cases of every finding by each of its wordings alone. */
async function wordedCases(
  pairs: readonly EmbeddedPair[],
  findings: readonly FindingOfOrgan[],
  scorerOf: (wording: number) => Promise<FindingScorer>,
): Promise<readonly WordedCases[]> {
  const most = Math.max(0, ...findings.map(({ finding }) => finding.prompts.present.length));
  const scorers: FindingScorer[] = [];
  for (let wording = 0; wording < most; wording++) scorers.push(await scorerOf(wording));
  return findings.map(({ finding: { id, prompts } }) => ({
    id,
    byWording: scorers.slice(0, prompts.present.length).map((scorer) => examCases(answersOf(pairs, id, scorer))),
  }));
}

function findingsResult(
  measured: Measurement,
  protocol: EvaluationResult['protocol'],
  details: EvaluationResult['details'],
): EvaluationResult {
  return {
    key: 'findings',
    title: 'Findings',
    description: 'Classification of findings by prompts.',
    ...(protocol && { protocol }),
    unit: 'finding',
    means: meansByGrade(measured),
    ...binaryResult(measured),
    details,
  };
}

const scoringOf = ({ negatives, prompts, promptBank, resamples, split }: FindingsOptions) => ({
  score: `cos(volume, mean present prompt)${negatives === 'none' ? '' : ' − cos(volume, mean negative prompt)'}`,
  negatives,
  prompts,
  ...(promptBank !== undefined && { promptBank }),
  exam: 'maximum over the pairs of the exam that can show the finding',
  ...(split === 'test' ? { threshold: 'best F1 on validation exams' } : { scored: 'validation exams' }),
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

const grades: readonly FindingGrade[] = ['whole-organ', 'focal', 'tiny'];

/** The mean of all findings that were learned, that of each grade that has one, then that of findings that were withheld. */
function meansByGrade({ mean }: Measurement): readonly MeanResult[] {
  const byGrade = grades.map((grade) => ({
    ...mean(grade, (target) => target.grade === grade && !target.unseen),
    grade,
  }));
  const some = [...byGrade, mean('unseen', (target) => target.unseen === true)];
  return [mean('macro', (target) => !target.unseen), ...some.filter(({ targets }) => targets.length > 0)];
}

/** Throws `TFM_EVALUATE_UNSEEN` where findings were withheld, and of none of them anything can be said. */
function needUnseen({ targets }: Measurement, unseen: readonly string[], split: FindingsOptions['split']): void {
  if (unseen.length === 0 || targets.some((target) => target.unseen)) return;
  throw evaluatorErrors.TFM_EVALUATE_UNSEEN({
    stage: 'evaluate',
    component: 'findings',
    option: 'unseen',
    message: `None of the findings that were withheld (${unseen.join(', ')}) has ${split} exams with and without it.`,
    fix: 'Withhold other findings, or a larger part of all (fewer folds), or score more exams.',
  });
}

export function needPrompts(
  finding: FindingOfOrgan,
  negatives: FindingsOptions['negatives'],
  component = 'findings',
): void {
  for (const side of sidesOf(finding.organ)) {
    const prompts = filledPrompts(finding, side, negatives);
    if (canScore(prompts, negatives)) continue;
    throw evaluatorErrors.TFM_EVALUATE_NO_PROMPTS({
      organ: finding.organ.organ,
      component,
      message: `Finding ${finding.finding.id} has ${prompts.present.length} present prompts and ${prompts.negative.length} negative ones (negatives: ${negatives}).`,
      fix: 'Add prompts to the finding, or normal sentences to its organ.',
    });
  }
}
