import * as tf from '@tensorflow/tfjs';
import { decayed } from './decay.ts';
import type { Optimizer } from './optimizer.ts';

export interface LionOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

/** Lion (Chen et al. 2023): θ ← θ − α · (sign(β₁ m + (1 − β₁) g) + λ θ); m ← β₂ m + (1 − β₂) g. One slot instead of two. */
export function lion({ beta1, beta2, weightDecay: decay }: LionOptions): Optimizer {
  return {
    weightDecay: decay,
    elementwise: true,
    slots: ['mean'],
    scalars: [],
    scalarsOf: () => ({}),
    begin({ learningRate, clip }) {
      const [now, later] = [tf.mul(clip, 1 - beta1), tf.mul(clip, 1 - beta2)];
      return ({ parameter, gradient, slots: { mean } }, rate, weightDecay) => {
        const direction = tf.sign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, now)));
        return {
          parameter: tf.sub(
            decayed(parameter, learningRate, rate, weightDecay),
            tf.mul(direction, tf.mul(learningRate, rate)),
          ),
          slots: { mean: tf.add(tf.mul(mean, beta2), tf.mul(gradient, later)) },
        };
      };
    },
  };
}
