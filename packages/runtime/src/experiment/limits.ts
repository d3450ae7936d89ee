import { runtimeErrors } from '../errors.ts';
import type { Place } from './config-node.ts';

/**
 * What an experiment may be at most, many times more than any needs. A few hundred bytes can stand for billions of values
 * (aliases of aliases, sweeps of many lists), and deep nesting overflows the stack of the YAML library.
 */
export const experimentLimits = {
  /** Bytes of one file. */
  bytes: 256 * 1024,
  /** Maps and lists within one another. */
  depth: 64,
  /** Values of one file, each alias counted as all that it stands for. */
  values: 100_000,
  /** Experiments that one sweep makes. */
  points: 1_000,
} as const;

export const tooLarge = (place: Place, message: string, fix: string) =>
  runtimeErrors.TFM_EXPERIMENT_TOO_LARGE({ ...place, message, fix });

export const tooDeep = (place: Place) =>
  tooLarge(
    place,
    `Maps and lists are nested more than ${experimentLimits.depth} deep here.`,
    'Write less of it within one another: no part of an experiment needs that depth.',
  );
