import type { ErrorDetails, TotalFmError } from '@totalfm/core';
import { computeErrors } from '../errors.ts';

/** What a decoder wrote behind a prompt. */
export interface Written {
  /** Without the token that ends it. */
  readonly ids: readonly number[];
  /** Logarithm of its probability, the end's included. */
  readonly logProbability: number;
  /** Why it ends: by itself, because there was no room, or because it went round in circles. */
  readonly reason: 'end' | 'length' | 'repetition';
  /** `TFM_DECODE_REPEATS`, for a journal: what was written is kept but for all rounds after the first. */
  readonly warning?: TotalFmError;
}

export function repeated(cycle: number, rounds: number): TotalFmError {
  const details: ErrorDetails = {
    message: `The model wrote the same ${cycle === 1 ? 'token' : `${cycle} tokens`} ${rounds} times in a row; it was stopped, and one round kept.`,
    fix: 'Train it longer, draw by `nucleus` instead of taking the likeliest token, or give it fewer tokens to write.',
  };
  return computeErrors.TFM_DECODE_REPEATS(details);
}

export function notFinite(): TotalFmError {
  return computeErrors.TFM_DECODE_NOT_FINITE({
    message: 'The scores of the next token are not numbers.',
    fix: 'Check the weights of the language model, or train it again with a lower learning rate.',
  });
}
