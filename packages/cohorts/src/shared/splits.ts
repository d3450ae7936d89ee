import { createRandom, type Split } from '@totalfm/core';

const spellings: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** The split that a text names, however it is spelled; undefined where it names none. */
export const splitNamed = (text: string): Split | undefined => spellings[text.trim().toLowerCase()];

/** Shares of patients in each split, which sum to 1. */
export type Fractions = Readonly<Record<Split, number>>;

/** The same patient is in the same split in every cohort, whoever else is in it. */
export function splitByHash(patient: string, { train, validation }: Pick<Fractions, 'train' | 'validation'>): Split {
  const place = createRandom(`split/${patient}`).next();
  if (place < train) return 'train';
  return place < train + validation ? 'validation' : 'test';
}
