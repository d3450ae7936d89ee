import * as tf from '@tensorflow/tfjs';
import type { Attribute, Value } from '../graph.ts';
import { ONNX, onnxBackend } from '../onnx-backend.ts';

export type TensorInfo = tf.TensorInfo;

/** What a kernel of the tracing backend works with. */
export interface KernelTools {
  /** Name of a tensor's value in the graph. */
  name(tensor: TensorInfo): string;
  /** Appends a node with one output. */
  emit(op: string, inputs: readonly string[], shape: readonly number[], dtype: tf.DataType, attributes?: Record<string, Attribute>, domain?: string): TensorInfo;
  emitMany(op: string, inputs: readonly string[], outputs: ReadonlyArray<{ shape: readonly number[]; dtype: tf.DataType }>, attributes?: Record<string, Attribute>, domain?: string): TensorInfo[];
  /** The same value under another shape: no node where the shape is the same. */
  reshape(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  /** The same value, unchanged. */
  same(tensor: TensorInfo): TensorInfo;
  constant(values: readonly number[], shape: readonly number[], dtype: tf.DataType): TensorInfo;
  scalar(value: number, dtype: tf.DataType): string;
  ints(values: readonly number[]): string;
}

type Inputs = Record<string, TensorInfo>;
// Attributes differ from kernel to kernel, and tfjs itself types them as unknown.
export type Attributes = Record<string, unknown>;

export function registerTracedKernel(kernelName: string, trace: (inputs: Inputs, attrs: Attributes, tools: KernelTools) => TensorInfo | TensorInfo[]): void {
  tf.registerKernel({
    kernelName,
    backendName: ONNX,
    kernelFunc: ({ inputs, attrs }) => {
      const results = trace(inputs as unknown as Inputs, (attrs ?? {}) as Attributes, tools);
      return Array.isArray(results) ? results.map((result) => onnxBackend().adopt(result)) : onnxBackend().adopt(results);
    },
  });
}

const tools: KernelTools = {
  name: (tensor) => onnxBackend().nameOf(tensor),
  emit: (op, inputs, shape, dtype, attributes, domain) => onnxBackend().info(onnxBackend().graph.add(op, inputs, shape, dtype, attributes, domain)),
  emitMany: (op, inputs, outputs, attributes, domain) => onnxBackend().graph.addMany(op, inputs, outputs, attributes, domain).map((value: Value) => onnxBackend().info(value)),
  reshape: (tensor, shape) =>
    shape.join() === tensor.shape.join() ? tools.same(tensor) : tools.emit('Reshape', [tools.name(tensor), tools.ints(shape)], shape, tensor.dtype),
  same: (tensor) => onnxBackend().info({ name: tools.name(tensor), shape: tensor.shape, dtype: tensor.dtype }),
  constant: (values, shape, dtype) => onnxBackend().info({ name: onnxBackend().graph.constant(values, shape, dtype as 'float32' | 'int32' | 'bool'), shape, dtype }),
  scalar: (value, dtype) => onnxBackend().graph.constant([value], [], dtype as 'float32' | 'int32' | 'bool'),
  ints: (values) => onnxBackend().graph.shape(values),
};

export const broadcastShape = (a: TensorInfo, b: TensorInfo): number[] => tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
