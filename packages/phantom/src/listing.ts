import type { ExamListing, Split } from '@totalfm/core';
import { createRandom } from '@totalfm/core';
import type { PhantomOptions } from './options.ts';

/** One exam of the phantom: which patient's, and whether it is the first or second. */
export interface PhantomListing extends ExamListing {
  readonly index: number;
  readonly visit: number;
}

type ListingOptions = Pick<PhantomOptions, 'seed' | 'splits' | 'followUps'>;

/**
 * Exam number `index`. Exams come in blocks of two, which are either two exams of one patient or one each of two
 * patients, so that nothing depends on how many exams there are.
 */
export function listExam(index: number, options: ListingOptions): PhantomListing {
  const { seed, followUps } = options;
  // A share f of the patients has two exams where a share 2f / (1 + f) of the blocks has one patient.
  const shared = createRandom(`phantom/${seed}/block/${Math.floor(index / 2)}`).chance(
    (2 * followUps) / (1 + followUps),
  );
  const first = shared ? index - (index % 2) : index;
  return {
    id: `phantom-${seed}-${String(index).padStart(6, '0')}`,
    patient: `phantom-${seed}-p${String(first).padStart(6, '0')}`,
    split: splitOf(first, options),
    index,
    visit: index - first,
  };
}

/** Patients are spread over the splits by the golden ratio's sequence: shares are met closely in any number of patients. */
function splitOf(patient: number, { seed, splits: { train, validation, test } }: ListingOptions): Split {
  const start = createRandom(`phantom/${seed}/splits`).next();
  const at = ((start + patient * 0.6180339887498949) % 1) * (train + validation + test);
  return at < train ? 'train' : at < train + validation ? 'validation' : 'test';
}

const idPattern = /^phantom-(\d+)-(\d{6})$/;

/** Index of an exam id of this seed; undefined for any other text. */
export function indexOf(id: string, seed: number): number | undefined {
  const match = idPattern.exec(id);
  return match && Number(match[1]) === seed ? Number(match[2]) : undefined;
}
