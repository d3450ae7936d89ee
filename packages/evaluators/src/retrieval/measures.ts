import type { Measure } from '@totalfm/core';
import type { SimilarCases } from './similar-cases.ts';
import { chanceOfRank, chanceOfRecall, type QueryRank } from './text-ranks.ts';
import type { Summary, WeightedCase } from './weighted-cases.ts';

export const retrievalWays = ['text-to-organ', 'organ-to-text', 'organ-to-organ'] as const;
export type RetrievalWay = (typeof retrievalWays)[number];

/** What a measure is made of. */
interface Answers {
  readonly textToOrgan: readonly QueryRank[];
  readonly organToText: readonly QueryRank[];
  readonly similar: readonly SimilarCases[];
}

interface RetrievalMeasure extends Omit<Measure, 'id'> {
  readonly way: RetrievalWay;
  readonly summary: Summary;
  cases(answers: Answers): WeightedCase[];
  /** Targets are ordered and runs compared by it, where its way is the first. */
  readonly leads?: true;
}

const recalls = [1, 5, 10] as const;

function ranked(way: RetrievalWay, arrow: string, of: (answers: Answers) => readonly QueryRank[]) {
  const prefix = arrow === 'T→V' ? 'textToOrgan' : 'organToText';
  const recall = (k: number): RetrievalMeasure => ({
    ...{ way, title: `${arrow} R@${k}`, better: 'higher', range: [0, 1], summary: 'mean' },
    ...(k === 5 && { leads: true }),
    cases: (answers) => of(answers).map((one) => caseOf(one, Number(one.rank <= k), chanceOfRecall(one, k))),
  });
  const rank: RetrievalMeasure = {
    ...{ way, title: `${arrow} median rank`, better: 'lower', summary: 'median' },
    cases: (answers) => of(answers).map((one) => caseOf(one, one.rank, chanceOfRank(one))),
  };
  return {
    ...Object.fromEntries(recalls.map((k) => [`${prefix}R${k}`, recall(k)])),
    [`${prefix}Rank`]: rank,
  };
}

const caseOf = ({ row, weight }: QueryRank, value: number, chance: number): WeightedCase => ({
  ...{ patient: row.patient, weight, value, chance },
});

const similar = (title: string, value: (one: SimilarCases) => number): RetrievalMeasure => ({
  ...{ way: 'organ-to-organ', title, better: 'higher', range: [0, 1], summary: 'mean' },
  cases: (answers) =>
    answers.similar.map((one) => ({ patient: one.row.patient, weight: 1, value: value(one), chance: one.chance })),
});

/** By id, in the order in which they are shown. */
export const retrievalMeasures: Readonly<Record<string, RetrievalMeasure>> = {
  ...ranked('text-to-organ', 'T→V', ({ textToOrgan }) => textToOrgan),
  ...ranked('organ-to-text', 'V→T', ({ organToText }) => organToText),
  similarAp: { ...similar('Similar AP', ({ averagePrecision }) => averagePrecision), leads: true },
  similarPrecision: similar('Similar precision', ({ precision }) => precision),
};

export const measuresOf = (ways: readonly RetrievalWay[]): Readonly<Record<string, RetrievalMeasure>> =>
  Object.fromEntries(Object.entries(retrievalMeasures).filter(([, { way }]) => ways.includes(way)));
