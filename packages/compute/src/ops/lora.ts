import * as tf from '@tensorflow/tfjs';
import type { ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import type { ParameterGroup } from '../train/optimizers/optimizer.ts';

export interface LoraOptions {
  /** Which matrices [in, out] get an adapter. */
  readonly adapts: (parameter: string) => boolean;
  readonly rank: number;
  /** The adapter counts α / rank. */
  readonly alpha: number;
}

/** Low-rank adapters (Hu et al. 2021) of a model's matrices: W + α / r · A B, with B = 0 at the start. */
export interface Lora {
  /** The model's parameters and the adapters': `NAME/lora/a` [in, r] and `NAME/lora/b` [r, out]. */
  readonly parameters: ParameterSpecs;
  /** Trains the adapters and nothing else. */
  readonly group: (parameter: string) => ParameterGroup;
  /** The parameters that the model sees: adapted matrices in the place of its own. */
  adapt(parameters: Tensors): Tensors;
  /** The same of values: the model's parameters alone, its adapters merged into them. */
  merge(values: ParameterValues): ParameterValues;
}

export function createLora(model: ParameterSpecs, { adapts, rank, alpha }: LoraOptions): Lora {
  const adapted = Object.entries(model).filter(([name, { shape }]) => shape.length === 2 && adapts(name));
  const adapters = Object.fromEntries(
    adapted.flatMap(
      ([
        name,
        {
          shape: [inputs, outputs],
        },
      ]) => [
        [`${name}/lora/a`, { shape: [inputs, rank], initial: { normal: 1 / Math.sqrt(inputs) }, decay: true }],
        [`${name}/lora/b`, { shape: [rank, outputs], initial: { constant: 0 }, decay: true }],
      ],
    ),
  );
  return {
    parameters: { ...model, ...adapters },
    group: (name) => ({ frozen: !(name in adapters) }),
    adapt(parameters) {
      const changed = adapted.map(([name]) => {
        const product = tf.matMul(
          parameters[`${name}/lora/a`] as tf.Tensor2D,
          parameters[`${name}/lora/b`] as tf.Tensor2D,
        );
        return [name, tf.add(parameters[name], tf.mul(product, alpha / rank))];
      });
      return { ...parameters, ...Object.fromEntries(changed) };
    },
    merge(values) {
      const merged = adapted.map(([name, { shape }]) => {
        const [a, b] = [values[`${name}/lora/a`], values[`${name}/lora/b`]];
        return [name, addProduct(values[name], [a, b], { shape, rank, scale: alpha / rank })] as const;
      });
      const own = Object.keys(model).map((name) => [name, values[name]] as const);
      return Object.fromEntries([...own, ...merged]);
    },
  };
}

interface ProductShape {
  readonly shape: readonly number[];
  readonly rank: number;
  readonly scale: number;
}

/** W + scale · A B, row-major. */
function addProduct(
  weight: Float32Array,
  [a, b]: readonly [Float32Array, Float32Array],
  { shape: [inputs, outputs], rank, scale }: ProductShape,
): Float32Array {
  const sum = weight.slice();
  for (let row = 0; row < inputs; row++)
    for (let r = 0; r < rank; r++) {
      const factor = scale * a[row * rank + r];
      for (let column = 0; column < outputs; column++) sum[row * outputs + column] += factor * b[r * outputs + column];
    }
  return sum;
}
