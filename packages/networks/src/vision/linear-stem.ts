import type { ParameterSpec, Tensors } from '@totalfm/core';
import { biasSpec, gainSpec, layerNorm, linear, weightSpec } from '@totalfm/compute';
import type * as tf from '@tensorflow/tfjs';

/** LayerNorm–Linear–LayerNorm: from all values of a patch to its token. What CT-CLIP and the original TotalFM begin with. */
export function linearStemSpecs(length: number, dim: number): Record<string, ParameterSpec> {
  return {
    'stem/norm0/gain': gainSpec(length),
    'stem/norm0/bias': biasSpec(length),
    'stem/weight': weightSpec(length, dim),
    'stem/bias': biasSpec(dim),
    'stem/norm1/gain': gainSpec(dim),
    'stem/norm1/bias': biasSpec(dim),
  };
}

/** [..., length] → [..., dim]. */
export function linearStem(p: Tensors, patches: tf.Tensor, epsilon?: number): tf.Tensor {
  const normed = layerNorm(patches, p['stem/norm0/gain'], p['stem/norm0/bias'], epsilon);
  const tokens = linear(normed, p['stem/weight'], p['stem/bias']);
  return layerNorm(tokens, p['stem/norm1/gain'], p['stem/norm1/bias'], epsilon);
}
