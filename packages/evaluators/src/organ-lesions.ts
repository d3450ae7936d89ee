import {
  createRandom,
  defineComponent,
  partName,
  throwIfAborted,
  tokens,
  type EvaluationContext,
  type EvaluationResult,
  type OrganDefinition,
  type PairRow,
} from '@totalfm/core';
import { z } from 'zod';
import { embedSplits, type EmbeddedPair } from './embed-splits.ts';
import { embedTexts } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';
import { examCases, labelSourceOf, type PairAnswer } from './exam-cases.ts';
import { lesionLabel } from './labels.ts';
import { binaryResult, measureTargets, type Measurement } from './measure.ts';
import { promptBankOf } from './prompts.ts';
import { sentenceBank, type SentenceBank } from './sentence-bank.ts';
import { cosine, meanOfLargest } from './vectors.ts';

const options = z.strictObject({
  nearest: z
    .int()
    .min(1)
    .default(5)
    .describe('How many of the nearest sentences of each class a volume is compared with.'),
  trainSentences: z
    .int()
    .min(0)
    .default(128)
    .describe('Distinct training sentences of each class and organ beside the prompts; 0: prompts only.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type OrganLesionsOptions = z.infer<typeof options>;

export const organLesionsEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'organ-lesions',
  description: 'Zero-shot detection of any lesion in an organ, scored with report sentences.',
  options,
  create: ({ options }) => ({ evaluate: (context: EvaluationContext) => evaluateOrganLesions(context, options) }),
});

/**
 * Any lesion in an organ, as TotalFM scores it: the organ's volume against sentences that state a lesion of the organ and
 * sentences that call it normal. A pair's score is the mean cosine of the `nearest` lesion sentences minus that of the
 * `nearest` normal ones: an organ with one lesion is near to the sentences about that lesion only, so a mean over all
 * would drown it. An exam's score is the highest of its pairs.
 */
async function evaluateOrganLesions(
  context: EvaluationContext,
  options: OrganLesionsOptions,
): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, seed, progress, signal } = context;
  const { nearest, trainSentences, resamples } = options;
  const { test, validation, trainRows } = await embedSplits(context);
  const organs = anatomy.organs.filter(({ findings }) => findings.length > 0);

  const rowsByOrgan = new Map(organs.map((organ) => [organ, trainRows.filter((row) => showsOrgan(row, organ))]));
  const banks = new Map<string, SentenceBank>();
  const bankOf = (organ: OrganDefinition, { side }: PairRow): SentenceBank => {
    const part = partName({ organ: organ.organ, side });
    let bank = banks.get(part);
    if (!bank) {
      bank = sentenceBank(organ, side, rowsByOrgan.get(organ)!, trainSentences, createRandom(seed).fork(part));
      if (bank.lesion.length === 0 || bank.normal.length === 0) throw noSentences(organ, bank);
      banks.set(part, bank);
    }
    return bank;
  };
  const texts = await embedTexts(embedder, sentencesFor(organs, [...test, ...validation], bankOf), { signal });

  const seen: PairAnswer[] = [];
  const targets = organs.map((organ) => {
    const answer = (pairs: readonly EmbeddedPair[]) =>
      pairs.flatMap(({ row, vector }): PairAnswer[] => {
        const label = lesionLabel(row, organ);
        if (!label) return [];
        const { lesion, normal } = bankOf(organ, row);
        const nearness = (sentences: readonly string[]) =>
          meanOfLargest(
            sentences.map((text) => cosine(vector, texts.get(text)!)),
            nearest,
          );
        return [{ row, label, score: nearness(lesion) - nearness(normal) }];
      });
    const answers = answer(test);
    seen.push(...answers);
    const { organ: id, name } = organ;
    return { id, name, test: examCases(answers), validation: examCases(answer(validation)) };
  });

  throwIfAborted(signal);
  const measured = measureTargets(targets, { resamples, seed });
  if (measured.targets.length === 0)
    progress.warn('No organ has test exams with and without a lesion: there is no AUROC.');
  return lesionsResult(measured, {
    labelSource: labelSourceOf(seen),
    promptBankVersion: promptBankOf(anatomy),
    protocol: protocolOf(options),
  });
}

function lesionsResult(measured: Measurement, details: EvaluationResult['details']): EvaluationResult {
  return {
    key: 'organLesions',
    title: 'Organ lesions',
    description: 'Zero-shot detection of any lesion in an organ.',
    unit: 'organ',
    means: [measured.mean('macro')],
    ...binaryResult(measured),
    details,
  };
}

const protocolOf = ({ nearest, trainSentences, resamples }: OrganLesionsOptions) => ({
  score: 'mean cosine of the nearest lesion sentences − mean cosine of the nearest normal sentences',
  nearest,
  trainSentences,
  exam: 'maximum over the pairs of the exam that show the organ',
  threshold: 'best F1 on validation exams',
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

const showsOrgan = (row: PairRow, { findings }: OrganDefinition) =>
  findings.some(({ id }) => id in row.states || (row.truth && id in row.truth));

function* sentencesFor(
  organs: readonly OrganDefinition[],
  pairs: readonly EmbeddedPair[],
  bankOf: (organ: OrganDefinition, row: PairRow) => SentenceBank,
): Generator<string> {
  const done = new Set<SentenceBank>();
  for (const organ of organs) {
    for (const { row } of pairs) {
      if (!showsOrgan(row, organ)) continue;
      const bank = bankOf(organ, row);
      if (done.has(bank)) continue;
      done.add(bank);
      yield* bank.lesion;
      yield* bank.normal;
    }
  }
}

const noSentences = ({ organ }: OrganDefinition, { lesion, normal }: SentenceBank) =>
  evaluatorErrors.TFM_EVALUATE_NO_PROMPTS({
    organ,
    component: 'organ-lesions',
    message: `Organ ${organ} has ${lesion.length} lesion sentences and ${normal.length} normal ones.`,
    fix: 'Add present prompts to its findings and normal sentences to the organ.',
  });
