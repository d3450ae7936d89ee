import {
  defineComponent,
  groupBy,
  partName,
  throwIfAborted,
  tokens,
  wholeExam,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
} from '@totalfm/core';
import { findingsOf } from '@totalfm/zero-shot';
import { embedSplits, needTestExams, type EmbeddedPair } from '../embed-splits.ts';
import { embedTexts } from '../embeddings.ts';
import { measureOrgans, type OrganAnswers } from './measure-organs.ts';
import type { RetrievalWay } from './measures.ts';
import { similarCases } from './similar-cases.ts';
import { organToText, sameText, textOf, textToOrgan, type DescribedPair } from './text-ranks.ts';
import { retrievalOptions, type RetrievalOptions } from './options.ts';

export const retrievalEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'retrieval',
  description:
    'Looks for organ volumes by their texts, for texts by volumes, and for similar cases; recall by organ, with chance.',
  options: retrievalOptions,
  create: ({ options: chosen }) => ({
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateRetrieval(context, chosen),
  }),
});

/** Galleries are of one part: a left kidney is looked for among left kidneys, so that knowing the side is worth nothing. */
async function evaluateRetrieval(context: EvaluationContext, options: RetrievalOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { anatomy, embedder, seed, progress, signal } = context;
  const { scored } = await embedSplits(context);
  const described = scored.flatMap((pair): DescribedPair[] => {
    const text = textOf(pair.row);
    return text === undefined ? [] : [{ ...pair, text }];
  });
  const asksTexts = options.ways.some((way) => way !== 'organ-to-organ');
  const vectors = asksTexts
    ? await embedTexts(
        embedder,
        described.map(({ text }) => text),
        { signal },
      )
    : new Map<string, Float32Array>();

  const organs = [...groupBy(scored, ({ row }) => row.organ)].map(([id, pairs]): OrganAnswers => {
    throwIfAborted(signal);
    const texts = partsOf(described.filter(({ row }) => row.organ === id)).filter(
      (part) => new Set(part.map(({ text }) => sameText(text))).size > 1,
    );
    const has = (way: RetrievalWay) => options.ways.includes(way);
    const vectorOf = (text: string) => vectors.get(text)!;
    return {
      ...{ id, name: nameOf(anatomy, id) },
      textToOrgan: has('text-to-organ') ? texts.flatMap((part) => textToOrgan(part, vectorOf)) : [],
      organToText: has('organ-to-text') ? texts.flatMap((part) => organToText(part, vectorOf)) : [],
      similar: has('organ-to-organ')
        ? partsOf(pairs).flatMap((part) => similarCases(part, organOf(anatomy, id), options.nearest))
        : [],
    };
  });

  const measured = measureOrgans(organs, options, seed);
  if (measured.targets.length === 0)
    progress.warn('Nothing could be looked for in the test exams: there is no recall.');
  return {
    key: 'retrieval',
    title: 'Retrieval',
    description: 'Retrieval of organ volumes, of what reports say of them, and of similar cases.',
    unit: 'organ',
    ...measured,
    details: { protocol: protocolOf(options) },
  };
}

const partsOf = <Pair extends EmbeddedPair>(pairs: readonly Pair[]): Pair[][] => [
  ...groupBy(pairs, ({ row }) => partName(row)).values(),
];

const nameOf = ({ organs }: Anatomy, id: string) => organs.find(({ organ }) => organ === id)?.name ?? id;

/** The findings by which cases of an organ are alike; of a whole exam those of all organs. */
const organOf = (anatomy: Anatomy, id: string) => ({
  findings:
    id === wholeExam
      ? findingsOf(anatomy).map(({ finding }) => finding)
      : (anatomy.organs.find(({ organ }) => organ === id)?.findings ?? []),
});

const protocolOf = ({ ways, nearest, resamples }: RetrievalOptions) => ({
  ways: ways.join(', '),
  gallery:
    'test pairs of the same organ and side; those of which the report says nothing have no text and are in no gallery of texts',
  textToOrgan:
    'all that the report says of an organ; every volume with the same text is right, and the first of them counts',
  organToText: 'the distinct texts, one of which is right',
  sameTexts:
    'of pairs with the same text each counts as its share of one: a sentence that many reports share is one query',
  ties: 'half a place each',
  similar: `volumes of other patients; alike where they share a present finding, unlike where all of the query’s are known to be absent, else left out; precision of the ${nearest} nearest`,
  scores: 'rank of the right answer, or average precision where no text is looked for',
  interval: '95 % percentile bootstrap over patients who ask; galleries stay',
  resamples,
});
