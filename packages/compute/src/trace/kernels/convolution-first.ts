import { windowsFirst } from './channels.ts';
import { convolveFirst, filterGradient, inputGradient, type Convolution } from './convolution.ts';
import { registerTracedKernel, type Attributes } from './register.ts';

/** Convolutions of volumes [n, channels, z, y, x] by filters [out, in, z, y, x]: ONNX’s own layout, so that nothing is transposed. */
export const FIRST_CONVOLUTION = 'TotalFmConvolution';
export const FIRST_CONVOLUTION_INPUT_GRADIENT = 'TotalFmConvolutionInputGradient';
export const FIRST_CONVOLUTION_FILTER_GRADIENT = 'TotalFmConvolutionFilterGradient';

/** What the three are told: shapes of volume and filter, and how the filter moves along (z, y, x). */
interface FirstAttributes {
  readonly inputShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
}

export function registerConvolutionFirst(): void {
  registerTracedKernel(FIRST_CONVOLUTION, ({ x, filter, bias }, attrs, tools) =>
    convolveFirst({ x, filter, bias }, planOf(attrs).windows, tools),
  );
  registerTracedKernel(FIRST_CONVOLUTION_INPUT_GRADIENT, ({ dy, filter }, attrs, tools) =>
    inputGradient(dy, tools.transpose(filter, [2, 3, 4, 1, 0]), planOf(attrs), tools),
  );
  registerTracedKernel(FIRST_CONVOLUTION_FILTER_GRADIENT, ({ x, dy }, attrs, tools) =>
    tools.transpose(filterGradient(x, dy, planOf(attrs), tools), [4, 3, 0, 1, 2]),
  );
}

function planOf(attrs: Attributes): Convolution {
  const { inputShape, filterShape, strides, pads } = attrs as unknown as FirstAttributes;
  const [outputs, inputs, ...filter] = filterShape;
  return {
    windows: windowsFirst(inputShape.slice(2), filter, strides, pads),
    inputShape,
    filterShape: [...filter, inputs, outputs],
    depthwise: false,
    first: true,
  };
}
