import type { KernelTools, TensorInfo } from './register.ts';

/** tfjs puts channels last, ONNX first. With one channel the two layouts are the same numbers. */
export function channelsFirst(x: TensorInfo, { reshape, transpose }: KernelTools): TensorInfo {
  const [batch, ...rest] = x.shape;
  const channels = rest.pop() as number;
  return channels === 1
    ? reshape(x, [batch, channels, ...rest])
    : transpose(x, [0, x.shape.length - 1, ...rest.map((_, axis) => axis + 1)]);
}

export function channelsLast(x: TensorInfo, { reshape, transpose }: KernelTools): TensorInfo {
  const [batch, channels, ...rest] = x.shape;
  return channels === 1
    ? reshape(x, [batch, ...rest, channels])
    : transpose(x, [0, ...rest.map((_, axis) => axis + 2), 1]);
}

/** How a window moves over the spatial axes, in their order. */
export interface Windows {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly filter: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before each axis; what comes after follows from the sizes. */
  readonly before: readonly number[];
}

/** Length of the filter with its dilation. */
const reach = ({ filter, dilations }: Windows, axis: number) => (filter[axis] - 1) * dilations[axis] + 1;

/** ONNX's `pads` with which the output has its size. */
export function padsOf(windows: Windows): number[] {
  const { input, output, strides, before } = windows;
  const after = output.map((n, axis) =>
    Math.max(0, (n - 1) * strides[axis] + reach(windows, axis) - input[axis] - before[axis]),
  );
  return [...before, ...after];
}

interface Info2D {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

export const windows2d = (info: Info2D): Windows => ({
  input: [info.inHeight, info.inWidth],
  output: [info.outHeight, info.outWidth],
  filter: [info.filterHeight, info.filterWidth],
  strides: [info.strideHeight, info.strideWidth],
  dilations: [info.dilationHeight, info.dilationWidth],
  before: [info.padInfo.top, info.padInfo.left],
});

interface Info3D extends Omit<Info2D, 'padInfo'> {
  readonly inDepth: number;
  readonly outDepth: number;
  readonly filterDepth: number;
  readonly strideDepth: number;
  readonly dilationDepth: number;
  readonly padInfo: { readonly front: number; readonly top: number; readonly left: number };
}

export const windows3d = (info: Info3D): Windows => ({
  input: [info.inDepth, info.inHeight, info.inWidth],
  output: [info.outDepth, info.outHeight, info.outWidth],
  filter: [info.filterDepth, info.filterHeight, info.filterWidth],
  strides: [info.strideDepth, info.strideHeight, info.strideWidth],
  dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
  before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
});

/** Windows of a filter that moves by `strides` over a volume with `pads` zeros on either side of each axis. */
export function windowsFirst(
  input: readonly number[],
  filter: readonly number[],
  strides: readonly number[],
  pads: readonly number[],
): Windows {
  const output = input.map((n, axis) => Math.floor((n + 2 * pads[axis] - filter[axis]) / strides[axis]) + 1);
  return { input, output, filter, strides, dilations: input.map(() => 1), before: pads };
}
