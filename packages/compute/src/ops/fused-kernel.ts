import * as tf from '@tensorflow/tfjs';
import { ONNX } from '../trace/onnx-backend.ts';

/** One node of the traced program, and a plain composition of tfjs ops on every other backend. */
export function fusedKernel(
  kernel: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
  composition: () => tf.Tensor,
): tf.Tensor {
  return tf.getBackend() === ONNX ? (tf.engine().runKernel(kernel, inputs, attributes) as tf.Tensor) : composition();
}
