import * as tf from '@tensorflow/tfjs';
import { computeErrors } from '../errors.ts';
import { Graph, type ConstantType, type Value } from './graph.ts';

export const TRACING = 'onnx-trace';

type DataId = object;

/** A tfjs backend that computes nothing: its kernels append nodes to a graph. */
export class TracingBackend extends tf.KernelBackend {
  graph = new Graph();
  private names = new WeakMap<DataId, string>();
  private written = new WeakMap<DataId, { values: ArrayLike<number>; shape: number[]; dtype: tf.DataType }>();

  begin(): Graph {
    this.graph = new Graph();
    this.names = new WeakMap();
    return this.graph;
  }

  /** The graph value of a tensor; a tensor that was written (`tf.scalar`, `tf.zeros`) becomes a constant at its first use. */
  nameOf(tensor: { dataId: DataId }): string {
    const known = this.names.get(tensor.dataId);
    if (known !== undefined) return known;
    const written = this.written.get(tensor.dataId);
    if (!written) {
      throw computeErrors.TFM_TRACE_FOREIGN({ message: 'A tensor of another backend or of a finished trace is used in a tensor program.', fix: 'Make every tensor of the program inside it, or give it as an input.' });
    }
    const name = this.graph.constant(written.values, written.shape, written.dtype as ConstantType);
    this.names.set(tensor.dataId, name);
    return name;
  }

  /** A tensor that stands for a value of the graph. */
  info({ name, shape, dtype }: Value): tf.TensorInfo {
    const dataId: DataId = {};
    this.names.set(dataId, name);
    return { dataId, shape: [...shape], dtype };
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const dataId: DataId = {};
    this.written.set(dataId, { values: values as ArrayLike<number>, shape, dtype });
    return dataId;
  }

  override move(dataId: DataId, values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.written.set(dataId, { values: values as ArrayLike<number>, shape, dtype });
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    const written = this.written.get(dataId);
    if (written) return written.values as tf.backend_util.BackendValues;
    throw computeErrors.TFM_TRACE_READ({
      message: 'A tensor program read a value (data, dataSync, print, or a condition on a tensor) while it was traced: there is none yet.',
      fix: 'Keep values in tensors inside the program, and return what you want to see as an output.',
    });
  }

  override async read(dataId: DataId): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(): boolean { return true; }
  override incRef(): void {}
  decRef(): void {}
  override refCount(): number { return 1; }
  override numDataIds(): number { return 0; }
  override memory(): { unreliable: boolean } { return { unreliable: true }; }
  override floatPrecision(): 16 | 32 { return 32; }
  override epsilon(): number { return 1e-7; }
  override timerAvailable(): boolean { return false; }
}

let backend: TracingBackend | undefined;

/** The one tracing backend of the process, registered with tfjs at its first use. */
export function tracingBackend(): TracingBackend {
  if (!backend) {
    // Without it tfjs prints an advertisement for another engine.
    tf.enableProdMode();
    backend = new TracingBackend();
    tf.registerBackend(TRACING, () => backend as TracingBackend, 0);
  }
  return backend;
}
