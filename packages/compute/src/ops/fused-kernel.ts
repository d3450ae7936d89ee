import * as tf from '@tensorflow/tfjs';
import { TRACING } from '../trace/tracing-backend.ts';

/** One node of the traced program, and a plain composition of tfjs ops on every other backend. */
export function fusedKernel(kernel: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap, composition: () => tf.Tensor): tf.Tensor {
  return tf.getBackend() === TRACING ? (tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor) : composition();
}
