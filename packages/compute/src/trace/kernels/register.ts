import * as tf from '@tensorflow/tfjs';
import { computeErrors } from '../../errors.ts';
import { product } from '../../product.ts';
import type { Attribute, ValueType } from '../graph.ts';
import { ONNX, onnxBackend } from '../onnx-backend.ts';
import { onnxType } from '../onnx-file.ts';

export type TensorInfo = tf.TensorInfo;

/** What a kernel of the backend works with. Results are tensors of the graph; nothing is computed. */
export interface KernelTools {
  /** The program being recorded is compiled as a whole; otherwise tensors are read one by one. */
  readonly strict: boolean;
  /** Name of a tensor's value in the graph. */
  name(tensor: TensorInfo): string;
  /** Appends a node with one output. */
  emit(op: string, inputs: readonly string[], output: ValueType, attributes?: Record<string, Attribute>): TensorInfo;
  emitMany(
    op: string,
    inputs: readonly string[],
    outputs: readonly ValueType[],
    attributes?: Record<string, Attribute>,
  ): TensorInfo[];
  /** The same value under another shape: no node where the shape is the same. */
  reshape(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  transpose(tensor: TensorInfo, order: readonly number[]): TensorInfo;
  cast(tensor: TensorInfo, dtype: tf.DataType): TensorInfo;
  /** From `begin`, `size` elements an axis. */
  slice(tensor: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo;
  /** An operator on one tensor that keeps its shape and type. */
  unary(op: string, x: TensorInfo, attributes?: Record<string, Attribute>): TensorInfo;
  /** A broadcasting operator on two tensors of one type. */
  binary(op: string, a: TensorInfo, b: TensorInfo, dtype?: tf.DataType): TensorInfo;
  where(condition: TensorInfo, yes: TensorInfo, no: TensorInfo): TensorInfo;
  reduceSum(x: TensorInfo, axes: readonly number[], keepDims?: boolean): TensorInfo;
  expand(x: TensorInfo, shape: readonly number[]): TensorInfo;
  /** A constant of the graph. */
  constant(values: ArrayLike<number>, shape: readonly number[], dtype: tf.DataType): TensorInfo;
  number(value: number, dtype?: tf.DataType): TensorInfo;
  scalar(value: number, dtype: tf.DataType): string;
  ints(values: readonly number[]): string;
  /** The values of a tensor, where the host has them. */
  valuesOf(tensor: TensorInfo): Iterable<number> | undefined;
  /** A result that is known now. */
  known(values: ArrayLike<number>, shape: readonly number[], dtype: tf.DataType): TensorInfo;
}

type Inputs = Record<string, TensorInfo>;
// Attributes differ from kernel to kernel, and tfjs itself types them as unknown.
export type Attributes = Record<string, unknown>;
export type Trace = (inputs: Inputs, attrs: Attributes, tools: KernelTools) => TensorInfo | TensorInfo[];

const types: readonly string[] = ['float32', 'int32', 'bool'];

export function registerTracedKernel(kernelName: string, trace: Trace): void {
  tf.registerKernel({
    kernelName,
    backendName: ONNX,
    kernelFunc: ({ inputs, attrs }) => {
      const given = inputs as unknown as Inputs;
      const foreign = [...Object.values(given).map((tensor) => tensor?.dtype), attrs?.dtype as string | undefined].find(
        (dtype) => dtype !== undefined && !types.includes(dtype),
      );
      if (foreign) throw unclaimed(kernelName, `tensors of ${foreign} are not claimed`);
      const results = trace(given, (attrs ?? {}) as Attributes, tools);
      return Array.isArray(results) ? results.map(adopt) : adopt(results);
    },
  });
}

/** The error of a kernel that the backend does not have. */
export function unclaimed(kernel: string, reason: string) {
  return computeErrors.TFM_TRACE_KERNEL({
    message: `The kernel ${kernel} is not available on the backend ${ONNX}: ${reason}.`,
    fix: 'Write the same with other tfjs ops, or run the program on another tfjs backend.',
  });
}

/** Nothing has to be computed for an empty tensor. */
function adopt(info: TensorInfo): TensorInfo {
  const { dataId, shape, dtype } = info;
  const empty = product(shape) === 0 && onnxBackend().valuesOf(info) === undefined;
  // Never the tensor that came in itself: tfjs takes what it is given for a new one.
  return onnxBackend().adopt(empty ? tools.known([], shape, dtype) : { dataId, shape, dtype });
}

const tools: KernelTools = {
  get strict() {
    return onnxBackend().strict;
  },
  name: (tensor) => onnxBackend().nameOf(tensor),
  emit: (op, inputs, output, attributes) => onnxBackend().info(onnxBackend().graph.add(op, inputs, output, attributes)),
  emitMany: (op, inputs, outputs, attributes) =>
    onnxBackend()
      .graph.addMany(op, inputs, outputs, attributes)
      .map((value) => onnxBackend().info(value)),
  reshape: (tensor, shape) =>
    shape.join() === tensor.shape.join()
      ? tensor
      : tools.emit(
          'Reshape',
          [tools.name(tensor), tools.ints(shape)],
          { shape, dtype: tensor.dtype },
          product(shape) === 0 ? { allowzero: 1 } : {},
        ),
  transpose: (tensor, order) =>
    order.every((axis, index) => axis === index)
      ? tensor
      : tools.emit(
          'Transpose',
          [tools.name(tensor)],
          { shape: order.map((axis) => tensor.shape[axis]), dtype: tensor.dtype },
          { perm: order },
        ),
  cast: (tensor, dtype) =>
    tensor.dtype === dtype
      ? tensor
      : tools.emit('Cast', [tools.name(tensor)], { shape: tensor.shape, dtype }, { to: onnxType(dtype) }),
  slice(tensor, begin, size) {
    const axes = begin.flatMap((start, axis) => (start === 0 && size[axis] === tensor.shape[axis] ? [] : [axis]));
    if (axes.length === 0) return tensor;
    return tools.emit(
      'Slice',
      [
        tools.name(tensor),
        tools.ints(axes.map((axis) => begin[axis])),
        tools.ints(axes.map((axis) => begin[axis] + size[axis])),
        tools.ints(axes),
      ],
      { shape: size, dtype: tensor.dtype },
    );
  },
  unary: (op, x, attributes) => tools.emit(op, [tools.name(x)], x, attributes),
  binary: (op, a, b, dtype) =>
    tools.emit(op, [tools.name(a), tools.name(b)], { shape: broadcastShape(a, b), dtype: dtype ?? a.dtype }),
  where: (condition, yes, no) =>
    // ONNX Runtime chooses between numbers only.
    yes.dtype === 'bool'
      ? tools.cast(tools.where(condition, tools.cast(yes, 'int32'), tools.cast(no, 'int32')), 'bool')
      : tools.emit('Where', [tools.name(condition), tools.name(yes), tools.name(no)], {
          shape: tf.broadcast_util.assertAndGetBroadcastShape(condition.shape, broadcastShape(yes, no)),
          dtype: yes.dtype,
        }),
  reduceSum(x, axes, keepDims = false) {
    const [reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, [...axes]);
    return tools.emit(
      'ReduceSum',
      [tools.name(x), tools.ints(axes)],
      { shape: keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, [...axes]) : reduced, dtype: x.dtype },
      { keepdims: keepDims ? 1 : 0 },
    );
  },
  expand: (x, shape) =>
    shape.join() === x.shape.join()
      ? x
      : tools.emit('Expand', [tools.name(x), tools.ints(shape)], { shape, dtype: x.dtype }),
  constant: (values, shape, dtype) =>
    onnxBackend().info({
      name: onnxBackend().graph.constant(values, shape, dtype as 'float32' | 'int32' | 'bool'),
      shape,
      dtype,
    }),
  number: (value, dtype = 'float32') => tools.constant([value], [], dtype),
  scalar: (value, dtype) => onnxBackend().graph.constant([value], [], dtype as 'float32' | 'int32' | 'bool'),
  ints: (values) => onnxBackend().graph.shape(values),
  valuesOf: (tensor) => (onnxBackend().strict ? undefined : onnxBackend().valuesOf(tensor)),
  known: (values, shape, dtype) => ({ dataId: onnxBackend().known(values, shape, dtype), shape: [...shape], dtype }),
};

export const broadcastShape = (a: TensorInfo, b: TensorInfo): number[] =>
  tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
