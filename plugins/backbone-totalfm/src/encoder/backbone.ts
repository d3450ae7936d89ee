import { product, transformer, transformerSpecs } from '@totalfm/compute';
import type { ParameterSpec, Tensors, Triple } from '@totalfm/core';
import { totalFmWindows } from '@totalfm/imaging';
import { applyWindows, cutPatches, linearStem, linearStemSpecs, patchGrid } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { TotalFmOptions } from './options.ts';
import { axisPositions, axisPositionSpecs } from './positions.ts';

const bounds = Object.values(totalFmWindows).map(({ level, width }) => [level - width / 2, level + width / 2] as const);

/** From HU to encoded tokens. */
export interface Backbone {
  readonly parameters: Record<string, ParameterSpec>;
  readonly grid: Triple;
  readonly tokens: number;
  /** Voxels of a patch in all windows. */
  readonly patchLength: number;
  /** HU [batch, z · y · x] → windowed patches from 0 to 1, [batch · tokens, patchLength], one window behind the other. */
  patches(hu: tf.Tensor): tf.Tensor;
  /** [n, patchLength] → [n, dim], without positions. */
  embedPatches(parameters: Tensors, patches: tf.Tensor): tf.Tensor;
  /** [tokens, dim] */
  positions(parameters: Tensors): tf.Tensor;
  /** [batch, any number of tokens, dim] → the same shape, after the last norm. */
  encode(parameters: Tensors, tokens: tf.Tensor): tf.Tensor;
}

export function createBackbone({ dim, depth, heads, hidden, patch }: TotalFmOptions, size: Triple): Backbone {
  const grid = patchGrid(size, patch);
  const shape = { dim, depth, heads, hidden };
  const patchLength = bounds.length * product(patch);
  return {
    grid,
    tokens: product(grid),
    patchLength,
    parameters: {
      ...linearStemSpecs(patchLength, dim),
      ...axisPositionSpecs(grid, dim),
      ...transformerSpecs('', shape),
    },
    patches: (hu) => tf.reshape(tf.concat(applyWindows(cutPatches(hu, size, patch), bounds), 2), [-1, patchLength]),
    embedPatches: (p, patches) => linearStem(p, patches),
    positions: (p) => axisPositions(p, grid, dim),
    encode: (p, tokens) => transformer(p, '', tokens, shape),
  };
}
