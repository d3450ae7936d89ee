import * as tf from '@tensorflow/tfjs';
import { createSession, toTensors } from '../session.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { Product } from './videomae-step.ts';

const COPIES = 4;

export interface ProductTimer {
  /** Milliseconds that one product takes. */
  time(): Promise<number>;
  dispose(): Promise<void>;
}

/**
 * ONNX Runtime's own rate: one product as a plain `MatMul` of two run-time matrices. A run holds four of them, whose
 * results are all but dropped, so that neither copies nor the call count.
 */
export async function createProductTimer({ batch, rows, inner, columns }: Omit<Product, 'count' | 'leaf'>, threads: number): Promise<ProductTimer> {
  const lead = batch > 1 ? [batch] : [];
  const left = { shape: [...lead, rows, inner], dtype: 'float32' } as const;
  const right = { shape: [...lead, inner, columns], dtype: 'float32' } as const;
  const names = Array.from({ length: COPIES }, (_, i) => `left${i}`);
  const program = traceProgram('product', { ...Object.fromEntries(names.map((name) => [name, left])), right }, (inputs) => ({
    corner: tf.addN(names.map((name) => tf.slice(tf.matMul(inputs[name], inputs.right), [...lead, 1, 1].map(() => 0), [...lead, 1, 1].map(() => 1)))),
  }));
  const session = await createSession(program, { threads });
  const fill = (dimensions: readonly number[]) => new Float32Array(dimensions.reduce((a, b) => a * b, 1)).map((_, i) => (i % 17) / 17 - 0.5);
  const feeds = toTensors(program, { ...Object.fromEntries(names.map((name) => [name, fill(left.shape)])), right: fill(right.shape) });
  return {
    async time() {
      const start = performance.now();
      await session.run(feeds);
      return (performance.now() - start) / COPIES;
    },
    dispose: () => session.dispose(),
  };
}
