import * as tf from '@tensorflow/tfjs';

export interface AdamW {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export const defaultAdamW: AdamW = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 };

/** Scalars of one step, worked out once for all parameters. */
export interface StepScalars {
  /** α · √(1 − β₂ᵗ) / (1 − β₁ᵗ): the learning rate with both bias corrections. */
  readonly stepSize: tf.Tensor;
  /** ε · √(1 − β₂ᵗ). */
  readonly epsilon: tf.Tensor;
  /** 1 − α λ: what decay leaves of a parameter. */
  readonly kept: tf.Tensor;
  /** Clipping of the gradient times 1 − β₁, and times √(1 − β₂). */
  readonly meanShare: tf.Tensor;
  readonly rootShare: tf.Tensor;
}

/** `correction1` and `correction2` are 1 / (1 − βᵗ): inputs, so that one program serves every step. */
export function stepScalars(
  { beta1, beta2, epsilon, weightDecay }: AdamW,
  { learningRate, correction1, correction2, clip }: { learningRate: tf.Tensor; correction1: tf.Tensor; correction2: tf.Tensor; clip: tf.Tensor },
): StepScalars {
  const root = tf.sqrt(correction2);
  return {
    stepSize: tf.div(tf.mul(learningRate, correction1), root),
    epsilon: tf.div(epsilon, root),
    kept: tf.sub(1, tf.mul(learningRate, weightDecay)),
    meanShare: tf.mul(clip, 1 - beta1),
    rootShare: tf.mul(clip, Math.sqrt(1 - beta2)),
  };
}

/**
 * One AdamW update (Loshchilov & Hutter 2019) with decoupled decay: θ ← θ − α · (m̂ / (√v̂ + ε) + λ θ), with the
 * corrections moved into scalars (Kingma & Ba 2015, end of section 2): every pass over the parameters costs memory traffic.
 */
export function adamwUpdate(
  { beta1, beta2, weightDecay }: AdamW,
  state: { parameter: tf.Tensor; mean: tf.Tensor; square: tf.Tensor; gradient: tf.Tensor },
  { stepSize, epsilon, kept, meanShare, rootShare }: StepScalars,
  decays: boolean,
): { parameter: tf.Tensor; mean: tf.Tensor; square: tf.Tensor } {
  const mean = tf.add(tf.mul(state.mean, beta1), tf.mul(state.gradient, meanShare));
  const square = tf.add(tf.mul(state.square, beta2), tf.square(tf.mul(state.gradient, rootShare)));
  const step = tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon)), stepSize);
  const parameter = decays && weightDecay > 0 ? tf.mul(state.parameter, kept) : state.parameter;
  return { parameter: tf.sub(parameter, step), mean, square };
}
