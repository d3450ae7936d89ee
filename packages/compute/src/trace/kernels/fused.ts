import { registerTracedKernel } from './register.ts';

/** Kernels of our own, each one ONNX node; the ops that use them have a plain composition for every other backend. */
export const FUSED_LAYER_NORM = 'TotalFmLayerNorm';
export const FUSED_GELU = 'TotalFmGelu';

export function registerFused(): void {
  // Also gives the mean and the inverse deviation, which the backward pass needs.
  registerTracedKernel(FUSED_LAYER_NORM, ({ x, gain, bias }, { epsilon }, { name, emitMany }) => {
    const statistics = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' } as const;
    return emitMany('LayerNormalization', [name(x), name(gain), name(bias)], [{ shape: x.shape, dtype: 'float32' }, statistics, statistics], { axis: -1, epsilon: { float: epsilon as number } });
  });
  registerTracedKernel(FUSED_GELU, ({ x }, _attrs, { name, emit }) => emit('Gelu', [name(x)], x.shape, 'float32', {}, 'com.microsoft'));
}
