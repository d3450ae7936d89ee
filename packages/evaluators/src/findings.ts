import {
  defineComponent,
  isPaired,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
  type FindingGrade,
  type MeanResult,
  type Side,
} from '@totalfm/core';
import { z } from 'zod';
import { embedSplits, needTestExams, type EmbeddedPair } from './embed-splits.ts';
import { embedTexts } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';
import { examCases, labelSourceOf, type PairAnswer } from './exam-cases.ts';
import { findingLabel } from './labels.ts';
import { binaryResult, measureTargets, type Measurement } from './measure.ts';
import { fillPrompt, findingsOf, promptBankOf, type FindingOfOrgan } from './prompts.ts';
import { cosine, meanDirection } from './vectors.ts';

const options = z.strictObject({
  negatives: z
    .enum(['none', 'absent', 'normal', 'both'])
    .default('both')
    .describe(
      'What a finding is held against: nothing, prompts that deny it, sentences that call the organ normal, or both.',
    ),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type FindingsOptions = z.infer<typeof options>;

export const findingsEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'findings',
  description: 'Zero-shot AUROC, average precision and F1 of every finding, from ensembled prompts.',
  options,
  create: ({ options: { negatives, ...rest } }) => ({
    fit(anatomy: Anatomy) {
      for (const finding of findingsOf(anatomy))
        for (const side of sidesOf(finding)) filledPrompts(finding, side, negatives);
    },
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateFindings(context, { negatives, ...rest }),
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
  const { negatives, resamples } = options;
  const { test, validation } = await embedSplits(context);
  const findings = findingsOf(anatomy);

  const prompts = findings.flatMap((finding) =>
    sidesOf(finding).map((side) => filledPrompts(finding, side, negatives)),
  );
  const texts = await embedTexts(
    embedder,
    prompts.flatMap(({ present, negative }) => [...present, ...negative]),
    { signal },
  );
  const direction = (sentences: readonly string[]) => meanDirection(sentences.map((text) => texts.get(text)!));

  const seen: PairAnswer[] = [];
  const targets = findings.map((finding) => {
    const directions = new Map(
      sidesOf(finding).map((side) => {
        const { present, negative } = filledPrompts(finding, side, negatives);
        return [
          side,
          { present: direction(present), negative: negatives === 'none' ? undefined : direction(negative) },
        ];
      }),
    );
    const answer = (pairs: readonly EmbeddedPair[]) =>
      pairs.flatMap(({ row, vector }): PairAnswer[] => {
        const label = findingLabel(row, finding.finding.id);
        if (!label) return [];
        const { present, negative } = directions.get(row.side) ?? directions.get(undefined)!;
        return [{ row, label, score: cosine(vector, present) - (negative ? cosine(vector, negative) : 0) }];
      });
    const answers = answer(test);
    seen.push(...answers);
    const { id, name, grade } = finding.finding;
    const group = finding.organ.organ;
    return { id, name, group, grade, test: examCases(answers), validation: examCases(answer(validation)) };
  });

  throwIfAborted(signal);
  const measured = measureTargets(targets, { resamples, seed });
  if (measured.targets.length === 0) progress.warn('No finding has test exams of both classes: there is no AUROC.');
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

const protocolOf = ({ negatives, resamples }: FindingsOptions) => ({
  score: `cos(volume, mean present prompt)${negatives === 'none' ? '' : ' − cos(volume, mean negative prompt)'}`,
  negatives,
  exam: 'maximum over the pairs of the exam that can show the finding',
  threshold: 'best F1 on validation exams',
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

const grades: readonly FindingGrade[] = ['whole-organ', 'focal', 'tiny'];

/** The mean of all findings, then that of each grade that has one. */
function meansByGrade({ mean }: Measurement): readonly MeanResult[] {
  const byGrade = grades.map((grade) => ({ ...mean(grade, (target) => target.grade === grade), grade }));
  return [mean('macro'), ...byGrade.filter(({ targets }) => targets.length > 0)];
}

const sidesOf = ({ organ }: FindingOfOrgan): readonly (Side | undefined)[] =>
  isPaired(organ) ? [undefined, 'left', 'right'] : [undefined];

function filledPrompts(
  { finding, organ }: FindingOfOrgan,
  side: Side | undefined,
  negatives: FindingsOptions['negatives'],
) {
  const fill = (prompts: readonly string[]) => prompts.map((prompt) => fillPrompt(prompt, organ, side));
  const present = fill(finding.prompts.present);
  const wanted = (kind: 'absent' | 'normal') => negatives === kind || negatives === 'both';
  const negative = fill([
    ...(wanted('absent') ? finding.prompts.absent : []),
    ...(wanted('normal') ? organ.normal : []),
  ]);
  if (present.length > 0 && (negatives === 'none' || negative.length > 0)) return { present, negative };
  throw evaluatorErrors.TFM_EVALUATE_NO_PROMPTS({
    organ: organ.organ,
    component: 'findings',
    message: `Finding ${finding.id} has ${present.length} present prompts and ${negative.length} negative ones (negatives: ${negatives}).`,
    fix: 'Add prompts to the finding, or normal sentences to its organ.',
  });
}
