import * as tf from '@tensorflow/tfjs';
import { channelsFirst, channelsLast, padsOf, windows2d, windows3d, type Windows } from './channels.ts';
import { prelu, relu6 } from './activations.ts';
import { registerTracedKernel, type Attributes, type KernelTools, type TensorInfo } from './register.ts';
import { pad } from './padding.ts';
import { reverse } from './slicing.ts';

/** A convolution's windows and layout. Filters are [...spatial, in, out], or [...spatial, channels, multiplier] where it is depthwise. */
export interface Convolution {
  readonly windows: Windows;
  readonly inputShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly depthwise: boolean;
  /** Volumes come with channels first already. */
  readonly first?: boolean;
}

export function registerConvolution(): void {
  registerTracedKernel('Conv2D', ({ x, filter }, attrs, tools) =>
    convolve(x, filter, plan2d(x.shape, filter.shape, attrs, false), tools),
  );
  registerTracedKernel('Conv2DBackpropInput', ({ dy, filter }, attrs, tools) =>
    inputGradient(dy, filter, plan2d(attrs.inputShape as number[], filter.shape, attrs, false), tools),
  );
  registerTracedKernel('Conv2DBackpropFilter', ({ x, dy }, attrs, tools) =>
    filterGradient(x, dy, plan2d(x.shape, attrs.filterShape as number[], attrs, false), tools),
  );
  registerTracedKernel('Conv3D', ({ x, filter }, attrs, tools) =>
    convolve(x, filter, plan3d(x.shape, filter.shape, attrs), tools),
  );
  registerTracedKernel('Conv3DBackpropInputV2', ({ dy, filter }, attrs, tools) =>
    inputGradient(dy, filter, plan3d(attrs.inputShape as number[], filter.shape, attrs), tools),
  );
  registerTracedKernel('Conv3DBackpropFilterV2', ({ x, dy }, attrs, tools) =>
    filterGradient(x, dy, plan3d(x.shape, attrs.filterShape as number[], attrs), tools),
  );
  registerTracedKernel('DepthwiseConv2dNative', ({ x, filter }, attrs, tools) =>
    convolve(x, filter, plan2d(x.shape, filter.shape, attrs, true), tools),
  );
  registerTracedKernel('DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attrs, tools) =>
    inputGradient(dy, filter, plan2d(attrs.inputShape as number[], filter.shape, attrs, true), tools),
  );
  registerTracedKernel('DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attrs, tools) =>
    filterGradient(x, dy, plan2d(x.shape, attrs.filterShape as number[], attrs, true), tools),
  );
  for (const [kernel, depthwise] of [
    ['FusedConv2D', false],
    ['FusedDepthwiseConv2D', true],
  ] as const) {
    registerTracedKernel(kernel, ({ x, filter, bias, preluActivationWeights }, attrs, tools) => {
      const plan = plan2d(x.shape, filter.shape, attrs, depthwise);
      // Vectors of channels stand beside the spatial axes where channels come first.
      const beside = (vector: TensorInfo) =>
        plan.first && vector.shape.length === 1 ? tools.reshape(vector, [vector.shape[0], 1, 1]) : vector;
      const result = convolve(x, filter, plan, tools);
      return activate(
        bias ? tools.binary('Add', result, beside(bias)) : result,
        attrs,
        preluActivationWeights && beside(preluActivationWeights),
        tools,
      );
    });
  }
}

/** The activation of a fused kernel. */
export function activate(
  x: TensorInfo,
  { activation, leakyreluAlpha }: Attributes,
  weights: TensorInfo | undefined,
  tools: KernelTools,
): TensorInfo {
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return x;
    case 'relu':
      return tools.unary('Relu', x);
    case 'relu6':
      return relu6(x, tools);
    case 'elu':
      return tools.unary('Elu', x);
    case 'sigmoid':
      return tools.unary('Sigmoid', x);
    case 'leakyrelu':
      return tools.unary('LeakyRelu', x, { alpha: { float: leakyreluAlpha as number } });
    case 'prelu':
      return prelu(x, weights as TensorInfo, tools);
    default:
      throw new Error(`Activation ${String(activation)} has not been implemented for the onnx backend.`);
  }
}

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

function plan2d(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode, dataFormat }: Attributes,
  depthwise: boolean,
): Convolution {
  const format = tf.backend_util.convertConv2DDataFormat((dataFormat as 'NHWC' | 'NCHW' | undefined) ?? 'NHWC');
  const info = tf.backend_util.computeConv2DInfo(
    [...inputShape] as Shape4,
    [...filterShape] as Shape4,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same',
    dimRoundingMode as 'floor',
    depthwise,
    format,
  );
  return { windows: windows2d(info), inputShape, filterShape, depthwise, first: format === 'channelsFirst' };
}

function plan3d(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations }: Attributes,
): Convolution {
  const info = tf.backend_util.computeConv3DInfo(
    [...inputShape] as Shape5,
    [...filterShape] as Shape5,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same',
  );
  return { windows: windows3d(info), inputShape, filterShape, depthwise: false };
}

const inward = (x: TensorInfo, { first }: Convolution, tools: KernelTools) => (first ? x : channelsFirst(x, tools));
const outward = (x: TensorInfo, { first }: Convolution, tools: KernelTools) => (first ? x : channelsLast(x, tools));

/** [...spatial, in, out] → ONNX's [out, in, ...spatial]; depthwise → [channels · multiplier, 1, ...spatial]. */
function onnxFilter(filter: TensorInfo, { depthwise }: Convolution, { transpose, reshape }: KernelTools): TensorInfo {
  const spatial = filter.shape.slice(0, -2);
  const axes = spatial.map((_, axis) => axis);
  const [inputs, outputs] = [spatial.length, spatial.length + 1];
  if (!depthwise) return transpose(filter, [outputs, inputs, ...axes]);
  return reshape(transpose(filter, [inputs, outputs, ...axes]), [
    filter.shape[inputs] * filter.shape[outputs],
    1,
    ...spatial,
  ]);
}

export function convolve(x: TensorInfo, filter: TensorInfo, plan: Convolution, tools: KernelTools): TensorInfo {
  const { windows, depthwise } = plan;
  const input = inward(x, plan, tools);
  const weights = onnxFilter(filter, plan, tools);
  const result = tools.emit(
    'Conv',
    [tools.name(input), tools.name(weights)],
    { shape: [input.shape[0], weights.shape[0], ...windows.output], dtype: 'float32' },
    {
      strides: windows.strides,
      dilations: windows.dilations,
      pads: padsOf(windows),
      group: depthwise ? input.shape[1] : 1,
    },
  );
  return outward(result, plan, tools);
}

/**
 * Of a stride of 1: the convolution of the gradient with the filter turned over and its channels changed round, which ONNX
 * Runtime 1.30 did 6 to 25 times as fast as a `ConvTranspose` of a volume. Undefined where padding would be negative.
 */
function turnedConvolution(
  dy: TensorInfo,
  filter: TensorInfo,
  { windows, inputShape, first }: Convolution,
  tools: KernelTools,
): TensorInfo | undefined {
  const { input, output, filter: widths, dilations, before, strides } = windows;
  const reaches = widths.map((width, axis) => (width - 1) * dilations[axis]);
  const lead = reaches.map((reach, axis) => reach - before[axis]);
  const rest = input.map((n, axis) => n - output[axis] + before[axis]);
  if (strides.some((stride) => stride !== 1) || [...lead, ...rest].some((pads) => pads < 0)) return undefined;
  const axes = widths.map((_, axis) => axis);
  const turned = tools.transpose(reverse(filter, axes, tools), [axes.length, axes.length + 1, ...axes]);
  const channels = inputShape[first ? 1 : inputShape.length - 1];
  return tools.emit(
    'Conv',
    [tools.name(dy), tools.name(turned)],
    { shape: [dy.shape[0], channels, ...input], dtype: 'float32' },
    { strides, dilations, pads: [...lead, ...rest], group: 1 },
  );
}

/** Volumes, filters [out, in, ...spatial] and results as ONNX has them, with a bias of each output channel where it is given. */
export function convolveFirst(
  { x, filter, bias }: { readonly x: TensorInfo; readonly filter: TensorInfo; readonly bias?: TensorInfo },
  windows: Windows,
  tools: KernelTools,
): TensorInfo {
  return tools.emit(
    'Conv',
    [x, filter, ...(bias ? [bias] : [])].map(tools.name),
    { shape: [x.shape[0], filter.shape[0], ...windows.output], dtype: 'float32' },
    { strides: windows.strides, dilations: windows.dilations, pads: padsOf(windows), group: 1 },
  );
}

/** The transposed convolution. */
export function inputGradient(dy: TensorInfo, filter: TensorInfo, plan: Convolution, tools: KernelTools): TensorInfo {
  const { windows, inputShape, depthwise, first } = plan;
  const whole = inward(dy, plan, tools);
  const gradient = tools.slice(
    whole,
    whole.shape.map(() => 0),
    [...whole.shape.slice(0, 2), ...windows.output],
  );
  const turned = depthwise ? undefined : turnedConvolution(gradient, filter, plan, tools);
  if (turned) return outward(turned, plan, tools);
  const weights = onnxFilter(filter, plan, tools);
  const channels = inputShape[first ? 1 : inputShape.length - 1];
  return outward(
    transposedConvolution(gradient, weights, { windows, channels, group: depthwise ? channels : 1 }, tools),
    plan,
    tools,
  );
}

/** Channels first: spreads a gradient [n, …, ...output] over what its windows saw, [n, channels, ...input]. */
export function transposedConvolution(
  gradient: TensorInfo,
  weights: TensorInfo,
  { windows, channels, group }: { readonly windows: Windows; readonly channels: number; readonly group: number },
  tools: KernelTools,
): TensorInfo {
  const { input, output, filter, strides, dilations, before } = windows;
  const lead = [gradient.shape[0], channels];
  // Everything that a window can reach, and then what of it is the input.
  const full = output.map((n, axis) => (n - 1) * strides[axis] + (filter[axis] - 1) * dilations[axis] + 1);
  const reached = tools.emit(
    'ConvTranspose',
    [tools.name(gradient), tools.name(weights)],
    { shape: [...lead, ...full], dtype: 'float32' },
    { strides, dilations, group },
  );
  const missing = full.map((n, axis) => [0, Math.max(0, input[axis] + before[axis] - n)] as const);
  return tools.slice(pad(reached, [[0, 0], [0, 0], ...missing], 0, tools), [0, 0, ...before], [...lead, ...input]);
}

/** A convolution of the input with the output's gradient, where batch and channels change places and strides become dilations. */
export function filterGradient(x: TensorInfo, dy: TensorInfo, plan: Convolution, tools: KernelTools): TensorInfo {
  const { windows, filterShape, depthwise } = plan;
  const swap = (volume: TensorInfo) => tools.transpose(volume, [1, 0, ...windows.output.map((_, axis) => axis + 2)]);
  const [input, gradient] = [swap(inward(x, plan, tools)), swap(inward(dy, plan, tools))];
  const [channels, batch] = input.shape;
  const rows = depthwise ? tools.reshape(input, [1, channels * batch, ...windows.input]) : input;
  const pads = padsOf(windows);
  const rank = windows.input.length;
  const full = windows.input.map(
    (n, axis) =>
      Math.floor(
        (n + pads[axis] + pads[rank + axis] - (windows.output[axis] - 1) * windows.strides[axis] - 1) /
          windows.dilations[axis],
      ) + 1,
  );
  const result = tools.emit(
    'Conv',
    [tools.name(rows), tools.name(gradient)],
    { shape: [rows.shape[0], gradient.shape[0], ...full], dtype: 'float32' },
    {
      strides: windows.dilations,
      dilations: windows.strides,
      pads,
      group: depthwise ? channels : 1,
    },
  );
  const cut = tools.slice(
    result,
    result.shape.map(() => 0),
    [rows.shape[0], gradient.shape[0], ...windows.filter],
  );
  const axes = windows.filter.map((_, axis) => axis + 2);
  return depthwise
    ? tools.transpose(tools.reshape(cut, [channels, filterShape[filterShape.length - 1], ...windows.filter]), [
        ...axes,
        0,
        1,
      ])
    : tools.transpose(cut, [...axes, 0, 1]);
}
