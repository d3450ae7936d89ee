import * as tf from '@tensorflow/tfjs';
import { activate } from './convolution.ts';
import { registerTracedKernel, type Attributes, type KernelTools, type TensorInfo } from './register.ts';

export function registerMatMul(): void {
  registerTracedKernel('BatchMatMul', ({ a, b }, { transposeA, transposeB }, tools) =>
    matMul(a, b, { transposeA, transposeB }, tools),
  );
  registerTracedKernel('_FusedMatMul', ({ a, b, bias, preluActivationWeights }, attrs, tools) => {
    const result = matMul(a, b, attrs, tools);
    return activate(bias ? tools.binary('Add', result, bias) : result, attrs, preluActivationWeights, tools);
  });
  registerTracedKernel('Einsum', (inputs, { equation }, { name, emit }) => {
    const operands = Object.values(inputs);
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation as string, operands.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, operands as tf.Tensor[]);
    const [terms, result] = (equation as string).replace(/\s/g, '').split('->');
    const length = new Map(
      terms
        .split(',')
        .flatMap((term, index) => [...term].map((letter, axis) => [letter, operands[index].shape[axis]] as const)),
    );
    return emit(
      'Einsum',
      operands.map(name),
      { shape: [...result].map((letter) => length.get(letter) as number), dtype: 'float32' },
      { equation: equation as string },
    );
  });
}

/** 2-D products become Gemm and batched ones FusedMatMul where a side is transposed: no transpose is ever materialised. */
function matMul(a: TensorInfo, b: TensorInfo, attrs: Attributes, tools: KernelTools): TensorInfo {
  const [transposeA, transposeB] = [Boolean(attrs.transposeA), Boolean(attrs.transposeB)];
  const { name, emit, reshape, expand, number, cast } = tools;
  const [innerA, innerB] = [
    a.shape[a.shape.length - (transposeA ? 2 : 1)],
    b.shape[b.shape.length - (transposeB ? 1 : 2)],
  ];
  tf.util.assert(
    a.shape.length >= 2 && b.shape.length >= 2 && innerA === innerB,
    () =>
      `matMul needs matrices with the same inner length; they are [${a.shape}] and [${b.shape}], transposed: ${transposeA}, ${transposeB}.`,
  );
  const rows = a.shape[a.shape.length - (transposeA ? 1 : 2)];
  const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  if (a.dtype !== 'float32' || b.dtype !== 'float32') {
    // Exact up to 2^24, as in every backend that multiplies integers as floats.
    return cast(matMul(cast(a, 'float32'), cast(b, 'float32'), attrs, tools), tf.upcastType(a.dtype, b.dtype));
  }
  if (a.shape.includes(0)) return expand(number(0), shape);
  if (!transposeA && !transposeB) return emit('MatMul', [name(a), name(b)], { shape, dtype: 'float32' });
  const [transA, transB] = [transposeA ? 1 : 0, transposeB ? 1 : 0];
  if (batch.every((n) => n === 1)) {
    const product = emit(
      'Gemm',
      [name(reshape(a, a.shape.slice(-2))), name(reshape(b, b.shape.slice(-2)))],
      { shape: [rows, columns], dtype: 'float32' },
      { transA, transB },
    );
    return reshape(product, shape);
  }
  return emit('FusedMatMul', [name(a), name(b)], { shape, dtype: 'float32' }, { transA, transB });
}
