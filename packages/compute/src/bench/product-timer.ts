import * as tf from '@tensorflow/tfjs';
import type { InputSpec } from '@totalfm/core';
import { traceProgram } from '../trace/trace-program.ts';
import { createFloorTimer, createTimer, type Timer } from './floor-timer.ts';
import type { Product } from './products.ts';

interface Term {
  readonly left: string;
  readonly right: string;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Nothing but matrix products: ONNX Runtime's own rate at these shapes. Each product is there `count` times, with its two
 * gradients where `backward`. Results are all but dropped, so that nothing is copied.
 */
export function createProductTimer(products: readonly Product[], backward: boolean, threads: number): Promise<Timer> {
  const specs: Record<string, InputSpec> = {};
  const terms: Term[] = [];
  products.forEach(({ count, batch, rows, inner, columns, leaf }, index) => {
    const lead = batch > 1 ? [batch] : [];
    for (let copy = 0; copy < count; copy++) {
      const operand = (role: string, ...shape: number[]) => {
        // Every copy has inputs of its own name, or ONNX Runtime would compute it once.
        const name = `${role}${index}_${copy}`;
        specs[name] = { shape: [...lead, ...shape], dtype: 'float32' };
        return name;
      };
      const [x, weight, dy] = [
        operand('x', rows, inner),
        operand('weight', inner, columns),
        operand('dy', rows, columns),
      ];
      terms.push({ left: x, right: weight, transposeA: false, transposeB: false });
      if (backward && !leaf) terms.push({ left: dy, right: weight, transposeA: false, transposeB: true });
      if (backward) terms.push({ left: x, right: dy, transposeA: true, transposeB: false });
    }
  });
  return createFloorTimer(
    'products',
    specs,
    (inputs) =>
      terms.map(({ left, right, transposeA, transposeB }) =>
        tf.matMul(inputs[left], inputs[right], transposeA, transposeB),
      ),
    threads,
  );
}

/** One square `MatMul` a run, its result returned: what a caller of ONNX Runtime gets. */
export function createSquareTimer(size: number, threads: number): Promise<Timer> {
  const spec = { shape: [size, size], dtype: 'float32' } as const;
  const program = traceProgram('square', { a: spec, b: spec }, ({ a, b }) => ({
    product: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
  }));
  return createTimer(program, threads);
}
