import { tableSpec } from '@totalfm/compute';
import type { ParameterSpec, Tensors, Triple } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';

/** A third of the width for each axis: rows run along y, columns along x, depths along z. */
export function axisPositionSpecs([columns, rows, depths]: Triple, dim: number): Record<string, ParameterSpec> {
  return {
    'positions/row': tableSpec(rows, dim / 3, 0.3),
    'positions/column': tableSpec(columns, dim / 3, 0.3),
    'positions/depth': tableSpec(depths, dim / 3, 0.3),
  };
}

/** The learned vectors of a token's row, column and depth behind one another, [tokens, dim]; x runs fastest. */
export function axisPositions(p: Tensors, [columns, rows, depths]: Triple, dim: number): tf.Tensor {
  const spread = (table: tf.Tensor, axis: number) => {
    const shape = [1, 1, 1, dim / 3];
    shape[axis] = table.shape[0];
    return tf.broadcastTo(tf.reshape(table, shape), [depths, rows, columns, dim / 3]);
  };
  const parts = [spread(p['positions/row'], 1), spread(p['positions/column'], 2), spread(p['positions/depth'], 0)];
  return tf.reshape(tf.concat(parts, 3), [depths * rows * columns, dim]);
}
