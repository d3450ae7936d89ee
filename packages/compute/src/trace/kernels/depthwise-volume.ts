import { convolve, filterGradient, type Convolution } from './convolution.ts';
import { registerTracedKernel, type Attributes } from './register.ts';

/** Depthwise convolutions of volumes, and the gradients of their filters: tfjs has no kernels for them. */
export const FUSED_DEPTHWISE_CONV3D = 'TotalFmDepthwiseConv3d';
export const FUSED_DEPTHWISE_CONV3D_FILTER = 'TotalFmDepthwiseConv3dFilter';

export function registerDepthwiseVolume(): void {
  registerTracedKernel(FUSED_DEPTHWISE_CONV3D, ({ x, filter }, attrs, tools) =>
    convolve(x, filter, plan(x.shape, filter.shape, attrs), tools),
  );
  registerTracedKernel(FUSED_DEPTHWISE_CONV3D_FILTER, ({ x, dy }, attrs, tools) =>
    filterGradient(x, dy, plan(x.shape, attrs.filterShape as number[], attrs), tools),
  );
}

function plan(inputShape: readonly number[], filterShape: readonly number[], attrs: Attributes): Convolution {
  const [before, after] = [attrs.before as number[], attrs.after as number[]];
  const [input, filter] = [inputShape.slice(1, 4), filterShape.slice(0, 3)];
  const output = input.map((n, axis) => n + before[axis] + after[axis] - filter[axis] + 1);
  const ones = [1, 1, 1];
  return {
    windows: { input, output, filter, strides: ones, dilations: ones, before },
    inputShape,
    filterShape,
    depthwise: true,
  };
}
