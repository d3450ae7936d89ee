import * as tf from '@tensorflow/tfjs';

/** e⁻⁶⁰ of attention is none in float32, and no denormal number, on which processors are slow: −10,000 took 8 times as long. */
const UNATTENDED_SCORE = 60;

/** 1 where a token is attended to, 0 where not → what is added to its score: 0, or what leaves nothing of it. */
export const attendedBias = (attended: tf.Tensor): tf.Tensor => tf.mul(tf.sub(attended, 1), UNATTENDED_SCORE);
