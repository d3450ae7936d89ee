import type { Estimate } from '@totalfm/core';
import { isClear, type UntestedDifference } from '@totalfm/statistics';

/** A difference, tested or not; of a test only its interval counts. */
type Compared = Estimate | UntestedDifference;

/** How often the first run is better than another, row by row; clearly: the interval of the difference leaves out 0. */
export interface Wins {
  readonly wins: number;
  readonly clearWins: number;
  readonly losses: number;
  readonly clearLosses: number;
  readonly ties: number;
  /** Rows with a difference: wins, losses and ties together. */
  readonly compared: number;
}

/** Rounding of sums in another order is no difference. */
const equal = 1e-12;

export type Outcome = 'win' | 'loss' | 'tie';

/** Of the first run, by its value minus another's: the higher is the better. */
export function outcomeOf({ value }: Pick<Estimate, 'value'>): Outcome {
  if (Math.abs(value) < equal) return 'tie';
  return value > 0 ? 'win' : 'loss';
}

/** Whether a win or a loss is clear; a tie never is. */
export const isClearly = (difference: Compared): boolean => outcomeOf(difference) !== 'tie' && isClear(difference);

/** Counts differences of the first run to another; rows that one of them lacks are undefined and count as nothing. */
export function countWins(differences: readonly (Compared | undefined)[]): Wins {
  const known = differences.filter((one) => one !== undefined);
  const count = (outcome: Outcome) => known.filter((one) => outcomeOf(one) === outcome);
  const [wins, losses] = [count('win'), count('loss')];
  return {
    wins: wins.length,
    clearWins: wins.filter(isClearly).length,
    losses: losses.length,
    clearLosses: losses.filter(isClearly).length,
    ties: count('tie').length,
    compared: known.length,
  };
}
