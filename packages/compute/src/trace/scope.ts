import * as tf from '@tensorflow/tfjs';
import { TRACING, tracingBackend } from './tracing-backend.ts';

/** Names the ONNX nodes that `build` traces after the part of the model that it is. Does nothing on other backends. */
export function scope<T>(name: string, build: () => T): T {
  if (tf.getBackend() !== TRACING) return build();
  const { graph } = tracingBackend();
  const outer = graph.scope;
  graph.scope = outer ? `${outer}/${name}` : name;
  try {
    return build();
  } finally {
    graph.scope = outer;
  }
}
