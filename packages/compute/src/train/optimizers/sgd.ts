import * as tf from '@tensorflow/tfjs';
import { decayed } from './decay.ts';
import type { Optimizer } from './optimizer.ts';

export interface SgdOptions {
  readonly momentum: number;
  /** Looks ahead: steps along g + μ v instead of v. */
  readonly nesterov?: boolean;
  readonly weightDecay: number;
}

/** Gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form): v ← μ v + g; θ ← θ − α v, decay decoupled. */
export function sgd({ momentum, nesterov = false, weightDecay: decay }: SgdOptions): Optimizer {
  return {
    weightDecay: decay,
    elementwise: true,
    slots: ['velocity'],
    scalars: [],
    scalarsOf: () => ({}),
    begin:
      ({ learningRate, clip }) =>
      ({ parameter, gradient, slots }, rate, weightDecay) => {
        const clipped = tf.mul(gradient, clip);
        const velocity = tf.add(tf.mul(slots.velocity, momentum), clipped);
        const step = nesterov ? tf.add(clipped, tf.mul(velocity, momentum)) : velocity;
        return {
          parameter: tf.sub(
            decayed(parameter, learningRate, rate, weightDecay),
            tf.mul(step, tf.mul(learningRate, rate)),
          ),
          slots: { velocity },
        };
      },
  };
}
