import type { ParameterSpec, ParameterSpecs } from '@totalfm/core';
import { biasSpec, gainSpec } from '@totalfm/compute';

/** `PATHweight` and, unless it has none, `PATHbias`. */
export function linearSpecs(path: string, weight: ParameterSpec, biased = true): ParameterSpecs {
  return { [`${path}weight`]: weight, ...(biased ? { [`${path}bias`]: biasSpec(weight.shape[1]) } : {}) };
}

/** `PATHgain` and, unless it has none, `PATHbias`. */
export function normSpecs(path: string, width: number, biased = true): ParameterSpecs {
  return { [`${path}gain`]: gainSpec(width), ...(biased ? { [`${path}bias`]: biasSpec(width) } : {}) };
}
