import * as tf from '@tensorflow/tfjs';
import { registerTracedKernel } from './register.ts';

/** 2-D products become Gemm and batched ones FusedMatMul where a side is transposed: no transpose is ever materialised. */
export function registerMatMul(): void {
  registerTracedKernel('BatchMatMul', ({ a, b }, { transposeA, transposeB }, { name, emit, reshape }) => {
    const transA = transposeA ? 1 : 0;
    const transB = transposeB ? 1 : 0;
    const rows = a.shape[a.shape.length - (transA ? 1 : 2)];
    const columns = b.shape[b.shape.length - (transB ? 2 : 1)];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...batch, rows, columns];
    if (!transA && !transB) return emit('MatMul', [name(a), name(b)], shape, 'float32');
    if (batch.every((n) => n === 1)) {
      const product = emit('Gemm', [name(reshape(a, a.shape.slice(-2))), name(reshape(b, b.shape.slice(-2)))], [rows, columns], 'float32', { transA, transB });
      return reshape(product, shape);
    }
    return emit('FusedMatMul', [name(a), name(b)], shape, 'float32', { transA, transB }, 'com.microsoft');
  });
  registerTracedKernel('Einsum', (inputs, { equation }, { name, emit }) => {
    const operands = Object.values(inputs);
    const [terms, result] = (equation as string).replace(/\s/g, '').split('->');
    const length = new Map(terms.split(',').flatMap((term, index) => [...term].map((letter, axis) => [letter, operands[index].shape[axis]] as const)));
    return emit('Einsum', operands.map(name), [...result].map((letter) => length.get(letter) as number), 'float32', { equation: equation as string });
  });
}
