import type { ParameterSpec } from '@totalfm/core';

/** A matrix [inputs, outputs] that keeps the variance of unit inputs (times `gain` squared). */
export function weightSpec(inputs: number, outputs: number, gain = 1): ParameterSpec {
  return { shape: [inputs, outputs], initial: { normal: gain / Math.sqrt(inputs) }, decay: true };
}

/** A table of row vectors. */
export function tableSpec(rows: number, width: number, deviation: number): ParameterSpec {
  return { shape: [rows, width], initial: { normal: deviation }, decay: false };
}

export function biasSpec(width: number): ParameterSpec {
  return { shape: [width], initial: { constant: 0 }, decay: false };
}

export function gainSpec(width: number): ParameterSpec {
  return { shape: [width], initial: { constant: 1 }, decay: false };
}
