import type { Estimate } from '@totalfm/core';
import { decimal, estimateText } from '../format.ts';

/** A number of an arm: the mean over its runs, with its interval over patients. */
export interface ArmValue extends Estimate {
  /** Standard deviation over the seeds, where the arm has several runs. */
  readonly deviation?: number;
}

/** The mean of several runs' numbers; of intervals the mean ends, unless the mean's own is given. Undefined where there is none. */
export function armValue(estimates: readonly (Estimate | null | undefined)[], own?: Estimate): ArmValue | undefined {
  const known = estimates.filter((one) => one !== undefined && one !== null);
  if (known.length === 0) return undefined;
  const mean = (end: keyof Estimate) => known.reduce((sum, one) => sum + one[end], 0) / known.length;
  const value = { value: mean('value'), low: own?.low ?? mean('low'), high: own?.high ?? mean('high') };
  if (known.length === 1) return value;
  const squares = known.reduce((sum, one) => sum + (one.value - value.value) ** 2, 0);
  return { ...value, deviation: Math.sqrt(squares / (known.length - 1)) };
}

/** `0.883 (0.861–0.902)`, of several seeds `0.883 ± 0.012`. */
export const armText = (value: ArmValue): string =>
  value.deviation === undefined ? estimateText(value) : `${decimal(value.value)} ± ${decimal(value.deviation)}`;

/** What a bar shows: the interval over patients, of several seeds one deviation to either side. */
export const armBar = ({ value, low, high, deviation }: ArmValue): Estimate =>
  deviation === undefined ? { value, low, high } : { value, low: value - deviation, high: value + deviation };
