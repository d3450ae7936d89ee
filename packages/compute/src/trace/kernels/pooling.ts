import * as tf from '@tensorflow/tfjs';
import { channelsFirst, channelsLast, padsOf, windows2d, windows3d, type Windows } from './channels.ts';
import { transposedConvolution } from './convolution.ts';
import { isNaN } from './conditions.ts';
import { registerTracedKernel, type Attributes, type KernelTools, type TensorInfo } from './register.ts';
import { pad } from './padding.ts';
import { product } from '../../product.ts';

export function registerPooling(): void {
  for (const [suffix, windowsOf] of [
    ['', windowsOf2d],
    ['3D', windowsOf3d],
  ] as const) {
    registerTracedKernel(`MaxPool${suffix}`, ({ x }, attrs, tools) =>
      channelsLast(maxPool(x, windowsOf(x.shape, attrs), tools), tools),
    );
    registerTracedKernel(`AvgPool${suffix}`, ({ x }, attrs, tools) =>
      channelsLast(averagePool(x, windowsOf(x.shape, attrs), tools), tools),
    );
    registerTracedKernel(`MaxPool${suffix}Grad`, ({ dy, input }, attrs, tools) =>
      maxPoolGradient(dy, input, windowsOf(input.shape, attrs), tools),
    );
    registerTracedKernel(`AvgPool${suffix}Grad`, ({ dy, input }, attrs, tools) =>
      averagePoolGradient(dy, input, windowsOf(input.shape, attrs), tools),
    );
  }
  registerTracedKernel('MaxPoolWithArgmax', ({ x }, attrs, tools) => {
    tf.util.assert(
      x.shape.length === 4,
      () => `maxPoolWithArgmax needs a tensor of rank 4; it has rank ${x.shape.length}.`,
    );
    const windows = windowsOf2d(x.shape, attrs);
    // As in tfjs, NaN is no maximum.
    const [pooled, indices] = maxPoolIndices(tools.where(isNaN(x, tools), tools.number(-Infinity), x), windows, tools);
    const [, height, width, channels] = x.shape;
    // ONNX counts with channels first: n · C · H · W + c · H · W + place.
    const flat = tools.cast(indices, 'int32');
    const by = (op: string, value: TensorInfo, n: number) => tools.binary(op, value, tools.number(n, 'int32'));
    const place = by('Mod', flat, height * width);
    const channel = by('Mod', by('Div', flat, height * width), channels);
    const inExam = tools.binary('Add', by('Mul', place, channels), channel);
    const batch = by('Mul', by('Div', flat, channels * height * width), channels * height * width);
    return [
      channelsLast(pooled, tools),
      channelsLast(attrs.includeBatchInIndex ? tools.binary('Add', inExam, batch) : inExam, tools),
    ];
  });
}

function windowsOf2d(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Windows {
  return windows2d(
    tf.backend_util.computePool2DInfo(
      [...shape] as [number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad as 'same',
      dimRoundingMode as 'floor',
    ),
  );
}

function windowsOf3d(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode, dataFormat }: Attributes,
): Windows {
  return windows3d(
    tf.backend_util.computePool3DInfo(
      [...shape] as [number, number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad as 'same',
      dimRoundingMode as 'floor',
      (dataFormat as 'NDHWC' | undefined) ?? 'NDHWC',
    ),
  );
}

const attributesOf = (windows: Windows) => ({
  kernel_shape: windows.filter,
  strides: windows.strides,
  pads: padsOf(windows),
});
const pooledShape = (x: TensorInfo, { output }: Windows) => [x.shape[0], x.shape[x.shape.length - 1], ...output];

/** Channels first, as all that follows. ONNX Runtime pools floats. */
function maxPool(x: TensorInfo, windows: Windows, tools: KernelTools): TensorInfo {
  if (isIdentity(windows)) return channelsFirst(x, tools);
  if (padsExceed(windows))
    return tools.cast(
      emitPool(
        'MaxPool',
        paddedBy(channelsFirst(tools.cast(x, 'float32'), tools), windows, -Infinity, tools),
        windows,
        tools,
      ),
      x.dtype,
    );
  return tools.cast(
    tools.emit(
      'MaxPool',
      [tools.name(channelsFirst(tools.cast(x, 'float32'), tools))],
      { shape: pooledShape(x, windows), dtype: 'float32' },
      attributesOf(windows),
    ),
    x.dtype,
  );
}

function maxPoolIndices(x: TensorInfo, windows: Windows, tools: KernelTools): TensorInfo[] {
  const shape = pooledShape(x, windows);
  return tools.emitMany(
    'MaxPool',
    [tools.name(channelsFirst(x, tools))],
    [
      { shape, dtype: 'float32' },
      { shape, dtype: 'int64' as tf.DataType },
    ],
    attributesOf(windows),
  );
}

function averagePool(x: TensorInfo, windows: Windows, tools: KernelTools): TensorInfo {
  if (isIdentity(windows)) return channelsFirst(tools.cast(x, 'float32'), tools);
  if (padsExceed(windows)) {
    const values = channelsFirst(tools.cast(x, 'float32'), tools);
    const [sums, counts] = [values, tools.expand(tools.number(1), values.shape)].map((of) =>
      emitPool('AveragePool', paddedBy(of, windows, 0, tools), windows, tools),
    );
    // A window that sees padding only gives 0.
    return tools.binary('Div', sums, tools.binary('Max', counts, tools.number(1e-30)));
  }
  return tools.emit(
    'AveragePool',
    [tools.name(channelsFirst(tools.cast(x, 'float32'), tools))],
    { shape: pooledShape(x, windows), dtype: 'float32' },
    attributesOf(windows),
  );
}

/** As tfjs has it: windows of one element over as many outputs as inputs, wherever they would lie. */
const isIdentity = ({ filter, input, output }: Windows) =>
  filter.every((n) => n === 1) && input.join() === output.join();

/** ONNX Runtime takes no padding as long as the window. */
const padsExceed = (windows: Windows) =>
  padsOf(windows).some((n, index) => n >= windows.filter[index % windows.filter.length]);

function paddedBy(x: TensorInfo, windows: Windows, value: number, tools: KernelTools): TensorInfo {
  const pads = padsOf(windows);
  const rank = windows.filter.length;
  return pad(
    x,
    x.shape.map((_, axis) => (axis < 2 ? ([0, 0] as const) : ([pads[axis - 2], pads[rank + axis - 2]] as const))),
    value,
    tools,
  );
}

const emitPool = (op: string, padded: TensorInfo, { filter, strides, output }: Windows, tools: KernelTools) =>
  tools.emit(
    op,
    [tools.name(padded)],
    { shape: [...padded.shape.slice(0, 2), ...output], dtype: 'float32' },
    { kernel_shape: filter, strides },
  );

/** The gradient of each window goes to its first largest element. */
function maxPoolGradient(dy: TensorInfo, x: TensorInfo, windows: Windows, tools: KernelTools): TensorInfo {
  const [, indices] = maxPoolIndices(x, windows, tools);
  const count = product(indices.shape);
  const flat = [product(x.shape)];
  const zeros = tools.expand(tools.number(0), flat);
  const places = tools.reshape(indices, [count]);
  const updates = tools.reshape(channelsFirst(dy, tools), [count]);
  const sums = tools.emit(
    'ScatterElements',
    [tools.name(zeros), tools.name(places), tools.name(updates)],
    { shape: flat, dtype: 'float32' },
    { axis: 0, reduction: 'add' },
  );
  const [batch, channels] = [x.shape[0], x.shape[x.shape.length - 1]];
  return channelsLast(tools.reshape(sums, [batch, channels, ...windows.input]), tools);
}

/** As tfjs has it: every window shares its gradient out over its whole length, padding included. */
function averagePoolGradient(dy: TensorInfo, x: TensorInfo, windows: Windows, tools: KernelTools): TensorInfo {
  const { filter, input, output } = windows;
  const [batch, channels] = [x.shape[0], x.shape[x.shape.length - 1]];
  const gradient = tools.reshape(channelsFirst(dy, tools), [batch * channels, 1, ...output]);
  const weights = tools.constant(
    new Float32Array(product(filter)).fill(1 / product(filter)),
    [1, 1, ...filter],
    'float32',
  );
  const spread = transposedConvolution(gradient, weights, { windows, channels: 1, group: 1 }, tools);
  return channelsLast(tools.reshape(spread, [batch, channels, ...input]), tools);
}
