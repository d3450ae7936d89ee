import * as tf from '@tensorflow/tfjs';

/** (1 − α λ) θ: decay that is decoupled from the gradient. */
export function decayed(parameter: tf.Tensor, learningRate: tf.Tensor, rate: number, weightDecay: number): tf.Tensor {
  return weightDecay > 0 ? tf.mul(parameter, tf.sub(1, tf.mul(learningRate, rate * weightDecay))) : parameter;
}
