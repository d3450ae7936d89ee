import type { Estimate } from '@totalfm/core';
import type { Difference } from './differences.ts';

/** One line of a comparison: a number of each run, in the order of the runs, and each run's difference to the first. */
export interface ComparedRow {
  readonly id: string;
  readonly name: string;
  readonly grade?: string;
  readonly values: readonly (Estimate | undefined)[];
  /** Undefined for the first run, where the runs share too few cases, and for a measure that no case statistic gives. */
  readonly differences: readonly (Difference | undefined)[];
}
