import type { ParameterSpec } from '@totalfm/core';
import { tableSpec } from '@totalfm/compute';
import type { PatchPlan } from './patch-order.ts';

export function learnedPositionSpecs(plan: PatchPlan, dim: number): Record<string, ParameterSpec> {
  return { positions: tableSpec(plan.tokens, dim, 0.3) };
}

/** Fixed sine–cosine positions (Vaswani et al. 2017), a third of the width for each axis; [tokens, dim], row-major. */
export function sinCosPositions(plan: PatchPlan, dim: number): Float32Array {
  const table = new Float32Array(plan.tokens * dim);
  const perAxis = Math.floor(dim / 6);
  for (let token = 0; token < plan.tokens; token++) {
    const place = [
      token % plan.grid[0],
      Math.floor(token / plan.grid[0]) % plan.grid[1],
      Math.floor(token / (plan.grid[0] * plan.grid[1])),
    ];
    place.forEach((position, axis) => {
      for (let k = 0; k < perAxis; k++) {
        const angle = position / 10000 ** (k / perAxis);
        table[token * dim + axis * 2 * perAxis + 2 * k] = Math.sin(angle);
        table[token * dim + axis * 2 * perAxis + 2 * k + 1] = Math.cos(angle);
      }
    });
  }
  return table;
}
