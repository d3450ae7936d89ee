import * as tf from '@tensorflow/tfjs';
import { ONNX, onnxBackend } from './onnx-backend.ts';

/** Names the ONNX nodes that `build` traces after the part of the model that it is. Does nothing on other backends. */
export function scope<T>(name: string, build: () => T): T {
  if (tf.getBackend() !== ONNX) return build();
  const { graph } = onnxBackend();
  const outer = graph.scope;
  graph.scope = outer ? `${outer}/${name}` : name;
  try {
    return build();
  } finally {
    graph.scope = outer;
  }
}
