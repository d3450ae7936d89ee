import {
  defineComponent,
  fileContent,
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
import {
  answersBy,
  caseProtocol,
  examCases,
  type CaseUnit,
  labelSourceOf,
  type PairAnswer,
  unitOption,
} from './exam-cases.ts';
import { aurocBySize } from './lesion-sizes.ts';
import { binaryResult, meansByGrade, measureTargets, type Measurement, type Target } from './measure.ts';
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
  unit: unitOption,
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
  // 2: with sizes of lesions.
  version: '2',
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
  const { anatomy, protocol, unseen = [], seed, progress, signal } = context;
  const { resamples, split, unit } = options;
  const asked = await askFindings(context, options);
  const answers = asked.answers;
  throwIfAborted(signal);
  const measure = (of: CaseUnit) => measureTargets(targetsOf(answers, of), { resamples, seed });
  const measured = measure(unit);
  if (measured.targets.length === 0) progress.warn(`No finding has ${split} exams of both classes: there is no AUROC.`);
  needUnseen(measured, unseen, split);
  const bySize = aurocBySize(targetsOf(answers, unit), { resamples, seed });
  const wording = options.prompts === 'ensemble' && wordingSensitivity(await asked.worded(unit));
  return findingsResult(measured, protocol, {
    labelSource: labelSourceOf(answers.flatMap(({ scored }) => scored)),
    promptBankVersion: promptBankOf(anatomy),
    // What a model of whole scans can be held against.
    ...(unit === 'part' && { byExam: macroText(measure('exam')) }),
    protocol: scoringOf(options),
    ...(bySize && { bySize }),
    ...(wording && { wording: { ...wording } }),
  });
}

/** A finding with the answers of pairs that may show it. */
export interface FindingAnswers extends Pick<Target, 'id' | 'name' | 'group' | 'grade' | 'unseen'> {
  readonly scored: readonly PairAnswer[];
  readonly validation: readonly PairAnswer[];
}

/** Scores the pairs of the scored split and of validation for every finding that they may show. */
export const answerFindings = async (
  context: EvaluationContext,
  options: Pick<FindingsOptions, 'negatives' | 'split'>,
): Promise<readonly FindingAnswers[]> => (await askFindings(context, { ...options, prompts: 'ensemble' })).answers;

/** The answers by the prompts that are asked for, and a way to those by each wording of a finding alone. */
async function askFindings(
  context: EvaluationContext,
  { negatives, split, prompts }: Pick<FindingsOptions, 'negatives' | 'split' | 'prompts'>,
) {
  const { embedder, anatomy, unseen = [], signal } = context;
  const { scored, validation } = await embedSplits(context, split);
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, negatives);
  const texts = rememberedTexts(embedder);
  const scorerOf = (wording?: number) => createFindingScorer(texts, anatomy, { negatives, wording, signal });
  const scorer = await scorerOf(prompts === 'single' ? 0 : undefined);
  const answers = findings.map(({ finding: { id, name, grade }, organ: { organ: group } }): FindingAnswers => {
    const isUnseen = unseen.includes(id) && ({ unseen: true } as const);
    const [test, chosenOn] = [scored, validation].map((pairs) => answersOf(pairs, id, scorer));
    return { id, name, group, grade, ...isUnseen, scored: test, validation: chosenOn };
  });
  return { answers, worded: (unit: CaseUnit) => wordedCases(scored, findings, { scorerOf, unit }) };
}

/** What a scorer says of a finding in the pairs that can show it. */
export const answersOf = (
  pairs: readonly EmbeddedPair[],
  finding: string,
  scorer: FindingScorer,
): readonly PairAnswer[] => answersBy(pairs, finding, ({ row, vector }) => scorer.score(vector, finding, row.side)!);

/** Answers of pairs as cases. */
export const targetsOf = (answers: readonly FindingAnswers[], unit: CaseUnit): readonly Target[] =>
  answers.map(({ scored, validation, ...named }) => ({
    ...named,
    test: examCases(scored, unit),
    validation: examCases(validation, unit),
  }));

/** The cases of every finding by each of its wordings alone. */
async function wordedCases(
  pairs: readonly EmbeddedPair[],
  findings: readonly FindingOfOrgan[],
  { scorerOf, unit }: { readonly scorerOf: (wording: number) => Promise<FindingScorer>; readonly unit: CaseUnit },
): Promise<readonly WordedCases[]> {
  const most = Math.max(0, ...findings.map(({ finding }) => finding.prompts.present.length));
  const scorers: FindingScorer[] = [];
  for (let wording = 0; wording < most; wording++) scorers.push(await scorerOf(wording));
  return findings.map(({ finding: { id, prompts } }) => ({
    id,
    byWording: scorers.slice(0, prompts.present.length).map((scorer) => examCases(answersOf(pairs, id, scorer), unit)),
  }));
}

/** `auroc: 0.812 (0.790–0.833)` and so on, over all targets. */
const macroText = ({ mean }: Measurement) =>
  Object.fromEntries(
    Object.entries(mean('macro').measures).map(([measure, estimate]) => [
      measure,
      estimate &&
        `${[estimate.value, estimate.low].map((value) => value.toFixed(3)).join(' (')}–${estimate.high.toFixed(3)})`,
    ]),
  );

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

const scoringOf = ({ negatives, prompts, promptBank, resamples, split, unit }: FindingsOptions) => ({
  score: `cos(volume, mean present prompt)${negatives === 'none' ? '' : ' − cos(volume, mean negative prompt)'}`,
  negatives,
  prompts,
  ...(promptBank !== undefined && { promptBank }),
  case: caseProtocol(unit),
  ...(split === 'test' ? { threshold: 'best F1 on validation exams' } : { scored: 'validation exams' }),
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

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

/** Throws `TFM_EVALUATE_NO_PROMPTS` where a finding has too few. */
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
