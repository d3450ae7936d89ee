import * as tf from '@tensorflow/tfjs';

export interface AdamW {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export const defaultAdamW: AdamW = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 };

/**
 * One AdamW update (Loshchilov & Hutter 2019) with decoupled decay: θ ← θ − lr · (m̂ / (√v̂ + ε) + λ θ). The bias
 * corrections 1 / (1 − βᵗ) are inputs, so that one program serves every step.
 */
export function adamwUpdate(
  { beta1, beta2, epsilon, weightDecay }: AdamW,
  state: { parameter: tf.Tensor; mean: tf.Tensor; square: tf.Tensor; gradient: tf.Tensor },
  scalars: { learningRate: tf.Tensor; correction1: tf.Tensor; correction2: tf.Tensor },
  decays: boolean,
): { parameter: tf.Tensor; mean: tf.Tensor; square: tf.Tensor } {
  const mean = tf.add(tf.mul(state.mean, beta1), tf.mul(state.gradient, 1 - beta1));
  const square = tf.add(tf.mul(state.square, beta2), tf.mul(tf.square(state.gradient), 1 - beta2));
  const step = tf.div(tf.mul(mean, scalars.correction1), tf.add(tf.sqrt(tf.mul(square, scalars.correction2)), epsilon));
  const direction = decays && weightDecay > 0 ? tf.add(step, tf.mul(state.parameter, weightDecay)) : step;
  return { parameter: tf.sub(state.parameter, tf.mul(scalars.learningRate, direction)), mean, square };
}
