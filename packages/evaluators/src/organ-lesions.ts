import {
  createRandom,
  defineComponent,
  partName,
  readRows,
  rowsOf,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
  type OrganDefinition,
  type PairRow,
} from '@totalfm/core';
import { cosine, meanOfLargest } from '@totalfm/zero-shot';
import { z } from 'zod';
import { embedSplits, needTestExams, type EmbeddedPair } from './embed-splits.ts';
import { embedTexts } from './embeddings.ts';
import { evaluatorErrors } from './errors.ts';
import { caseProtocol, examCases, labelSourceOf, type PairAnswer, unitOption } from './exam-cases.ts';
import { lesionLabel } from './labels.ts';
import { binaryResult, measureTargets, type Measurement } from './measure.ts';
import { promptBankOf } from './prompt-bank.ts';
import { createSentenceCollector, promptBank, type SentenceBank, type SentenceCollector } from './sentence-bank.ts';

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
  unit: unitOption,
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type OrganLesionsOptions = z.infer<typeof options>;

export const organLesionsEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'organ-lesions',
  description: 'Zero-shot detection of any lesion in an organ, scored with report sentences.',
  options,
  create: ({ options }) => ({
    fit: (anatomy: Anatomy) => checkPrompts(anatomy, options),
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateOrganLesions(context, options),
  }),
});

/** Only where no training sentence can help out is it certain beforehand that an organ has too few. */
function checkPrompts({ organs }: Anatomy, { trainSentences }: OrganLesionsOptions): void {
  if (trainSentences > 0) return;
  for (const organ of organs.filter(({ findings }) => findings.length > 0)) {
    const bank = promptBank(organ, undefined);
    if (bank.lesion.length === 0 || bank.normal.length === 0) throw noSentences(organ, bank);
  }
}

/**
 * Any lesion in an organ, as TotalFM scores it: the organ's volume against sentences that state a lesion of the organ and
 * sentences that call it normal. A pair's score is the mean cosine of the `nearest` lesion sentences minus that of the
 * `nearest` normal ones: an organ with one lesion is near to the sentences about that lesion only, so a mean over all
 * would drown it.
 */
async function evaluateOrganLesions(
  context: EvaluationContext,
  options: OrganLesionsOptions,
): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, seed, progress, signal } = context;
  const { nearest, trainSentences, resamples, unit } = options;
  const { scored: test, validation } = await embedSplits(context);
  const organs = anatomy.organs.filter(({ findings }) => findings.length > 0);

  const bankOf = await sentenceBanks(context, organs, [...test, ...validation], trainSentences);
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
    return { id, name, test: examCases(answers, unit), validation: examCases(answer(validation), unit) };
  });

  throwIfAborted(signal);
  const measured = measureTargets(targets, { resamples, seed });
  if (measured.targets.length === 0)
    progress.warn('No organ has test exams with and without a lesion: there is no AUROC.');
  return lesionsResult(measured, context.protocol, {
    labelSource: labelSourceOf(seen),
    promptBankVersion: promptBankOf(anatomy),
    protocol: protocolOf(options),
  });
}

function lesionsResult(
  measured: Measurement,
  protocol: EvaluationResult['protocol'],
  details: EvaluationResult['details'],
): EvaluationResult {
  return {
    key: 'organLesions',
    title: 'Organ lesions',
    description: 'Detection of any lesion in an organ by sentences.',
    ...(protocol && { protocol }),
    unit: 'organ',
    means: [measured.mean('macro')],
    ...binaryResult(measured),
    details,
  };
}

const protocolOf = ({ nearest, trainSentences, resamples, unit }: OrganLesionsOptions) => ({
  score: 'mean cosine of the nearest lesion sentences − mean cosine of the nearest normal sentences',
  nearest,
  trainSentences,
  case: caseProtocol(unit),
  threshold: 'best F1 on validation exams',
  interval: '95 % percentile bootstrap over patients',
  resamples,
});

type BankOf = (organ: OrganDefinition, row: PairRow) => SentenceBank;

/** The bank of every organ and side that a pair shows, from one pass over the training rows. */
async function sentenceBanks(
  { pairs, validationPairs = pairs, seed, signal }: EvaluationContext,
  organs: readonly OrganDefinition[],
  embedded: readonly EmbeddedPair[],
  trainSentences: number,
): Promise<BankOf> {
  const nameOf = ({ organ }: OrganDefinition, { side }: PairRow) => partName({ organ, side });
  const wanted = new Map<string, { readonly organ: OrganDefinition; readonly collector: SentenceCollector }>();
  for (const { row } of embedded) {
    for (const organ of organs) {
      const name = nameOf(organ, row);
      if (!wanted.has(name) && showsOrgan(row, organ))
        wanted.set(name, { organ, collector: createSentenceCollector(organ, row.side) });
    }
  }
  const collectors = [...wanted.values()];
  // A pair without a sentence has none to give.
  const train =
    trainSentences > 0 ? rowsOf(validationPairs, 'train').filter((row) => validationPairs.columns.sentences[row]) : [];
  for await (const { row } of readRows(validationPairs, train, signal)) {
    for (const { organ, collector } of collectors) if (showsOrgan(row, organ)) collector.add(row);
    if (collectors.every(({ collector }) => collector.full())) break;
  }
  const banks = new Map<string, SentenceBank>();
  for (const [name, { organ, collector }] of wanted) {
    const bank = collector.bank(trainSentences, createRandom(seed).fork(name));
    if (bank.lesion.length === 0 || bank.normal.length === 0) throw noSentences(organ, bank);
    banks.set(name, bank);
  }
  return (organ, row) => banks.get(nameOf(organ, row)) as SentenceBank;
}

const showsOrgan = (row: PairRow, { findings }: OrganDefinition) =>
  findings.some(({ id }) => id in row.states || (row.truth && id in row.truth));

function* sentencesFor(
  organs: readonly OrganDefinition[],
  pairs: readonly EmbeddedPair[],
  bankOf: BankOf,
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
