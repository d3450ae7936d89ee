import * as tf from '@tensorflow/tfjs';
import { sumSquares } from '../../ops/sum-squares.ts';
import { adamMoments, adamState, type AdamOptions } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * LAMB (You et al. 2020): r = m̂ / (√v̂ + ε) + λ θ; θ ← θ − α · ‖θ‖ / ‖r‖ · r. The ratio is 1 where either norm is 0.
 */
export function lamb(options: AdamOptions): Optimizer {
  return {
    ...adamState(options),
    begin({ learningRate, clip, own: { correction1, correction2 } }) {
      const moments = adamMoments(options, clip);
      return ({ parameter, gradient, slots }, rate, weightDecay) => {
        const next = moments(gradient, slots);
        const direction = tf.div(
          tf.mul(next.mean, correction1),
          tf.add(tf.sqrt(tf.mul(next.square, correction2)), options.epsilon),
        );
        const step = weightDecay > 0 ? tf.add(direction, tf.mul(parameter, weightDecay)) : direction;
        const [length, reach] = [tf.sqrt(sumSquares(parameter)), tf.sqrt(sumSquares(step))];
        const known = tf.mul(tf.cast(tf.greater(length, 0), 'float32'), tf.cast(tf.greater(reach, 0), 'float32'));
        const ratio = tf.add(tf.mul(known, tf.div(length, tf.add(reach, tf.sub(1, known)))), tf.sub(1, known));
        return { parameter: tf.sub(parameter, tf.mul(step, tf.mul(ratio, tf.mul(learningRate, rate)))), slots: next };
      };
    },
  };
}
