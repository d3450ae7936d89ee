import * as tf from '@tensorflow/tfjs';
import { decayed } from './decay.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** What every optimiser with Adam's two moments keeps, and its bias corrections, 1 / (1 − βᵗ), of step t. */
export const adamState = ({ beta1, beta2, weightDecay }: AdamOptions): Omit<Optimizer, 'begin'> => ({
  weightDecay,
  slots: ['mean', 'square'],
  scalars: ['correction1', 'correction2'],
  scalarsOf: (step) => ({ correction1: 1 / (1 - beta1 ** step), correction2: 1 / (1 - beta2 ** step) }),
});

/** The moments of Adam from a clipped gradient: the clipping is part of the two factors, so that no pass is spent on it. */
export function adamMoments({ beta1, beta2 }: AdamOptions, clip: tf.Tensor) {
  const meanShare = tf.mul(clip, 1 - beta1);
  const rootShare = tf.mul(clip, Math.sqrt(1 - beta2));
  return (gradient: tf.Tensor, { mean, square }: Readonly<Record<string, tf.Tensor>>) => ({
    mean: tf.add(tf.mul(mean, beta1), tf.mul(gradient, meanShare)),
    square: tf.add(tf.mul(square, beta2), tf.square(tf.mul(gradient, rootShare))),
  });
}

/**
 * AdamW (Loshchilov & Hutter 2019): θ ← θ − α · (m̂ / (√v̂ + ε) + λ θ), with the bias corrections moved into scalars
 * (Kingma & Ba 2015, end of section 2): every pass over the parameters costs memory traffic.
 */
export function adamw(options: AdamOptions): Optimizer {
  return {
    ...adamState(options),
    elementwise: true,
    begin({ learningRate, clip, own: { correction1, correction2 } }) {
      const root = tf.sqrt(correction2);
      const stepSize = tf.div(tf.mul(learningRate, correction1), root);
      const epsilon = tf.div(options.epsilon, root);
      const moments = adamMoments(options, clip);
      return ({ parameter, gradient, slots }, rate, weightDecay) => {
        const next = moments(gradient, slots);
        const step = tf.mul(
          tf.div(next.mean, tf.add(tf.sqrt(next.square), epsilon)),
          rate === 1 ? stepSize : tf.mul(stepSize, rate),
        );
        return { parameter: tf.sub(decayed(parameter, learningRate, rate, weightDecay), step), slots: next };
      };
    },
  };
}
