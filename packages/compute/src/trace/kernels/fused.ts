import { scatterRows } from './gather.ts';
import { registerTracedKernel } from './register.ts';

/** Kernels of our own, each one ONNX node; the ops that use them have a plain composition for every other backend. */
export const FUSED_LAYER_NORM = 'TotalFmLayerNorm';
export const FUSED_GELU = 'TotalFmGelu';
export const FUSED_NORMAL_CDF = 'TotalFmNormalCdf';
export const FUSED_SCALED_PRODUCT = 'TotalFmScaledProduct';
export const FUSED_SUM_SQUARES = 'TotalFmSumSquares';
export const FUSED_SCATTER_ROWS = 'TotalFmScatterRows';

export function registerFused(): void {
  // Also gives the mean and the inverse deviation, which the backward pass needs.
  registerTracedKernel(FUSED_LAYER_NORM, ({ x, gain, bias }, { epsilon }, { name, emitMany }) => {
    const statistics = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' } as const;
    return emitMany(
      'LayerNormalization',
      [name(x), name(gain), name(bias)],
      [{ shape: x.shape, dtype: 'float32' }, statistics, statistics],
      { axis: -1, epsilon: { float: epsilon as number } },
    );
  });
  registerTracedKernel(FUSED_GELU, ({ x }, _attrs, { name, emit }) =>
    emit('Gelu', [name(x)], { shape: x.shape, dtype: 'float32' }),
  );
  // (1 + erf) / 2 in one pass over memory: HardSigmoid is a clipped affine map, and erf never leaves the part that is not clipped.
  registerTracedKernel(FUSED_NORMAL_CDF, ({ erf }, _attrs, { name, emit }) =>
    emit(
      'HardSigmoid',
      [name(erf)],
      { shape: erf.shape, dtype: 'float32' },
      { alpha: { float: 0.5 }, beta: { float: 0.5 } },
    ),
  );
  registerTracedKernel(FUSED_SCALED_PRODUCT, ({ a, b }, { transposeA, transposeB, scale }, { name, emit }) => {
    const rows = a.shape[a.shape.length - (transposeA ? 1 : 2)];
    const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
    return emit(
      'FusedMatMul',
      [name(a), name(b)],
      { shape: [...a.shape.slice(0, -2), rows, columns], dtype: 'float32' },
      { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: { float: scale as number } },
    );
  });
  registerTracedKernel(FUSED_SUM_SQUARES, ({ x }, _attrs, { name, emit }) =>
    emit('ReduceSumSquare', [name(x)], { shape: [], dtype: 'float32' }, { keepdims: 0 }),
  );
  registerTracedKernel(FUSED_SCATTER_ROWS, ({ ids, updates }, { rows }, tools) =>
    scatterRows(ids, updates, rows as number, tools),
  );
}
