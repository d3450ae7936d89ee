import * as tf from '@tensorflow/tfjs';
import { computeErrors } from '../errors.ts';
import { evaluate, forget } from './evaluate.ts';
import type { Graph, Value } from './graph.ts';
import { nameOf, startRecording, type DataId, type HostValue, type Recording } from './recording.ts';

/** Name of the backend: `tf.setBackend('onnx')`. */
export const ONNX = 'onnx';

/** A tensor that tfjs holds. Without `host` it is a value of the graph that nobody has read yet. */
interface Held {
  references: number;
  host?: HostValue;
}

/**
 * A tfjs backend on ONNX Runtime. Kernels compute nothing: they append nodes to a graph. Reading a tensor (`data()`)
 * compiles and runs the nodes that it needs, and no others; `traceProgram` keeps the graph itself as a program instead.
 */
export class OnnxBackend extends tf.KernelBackend {
  private readonly held = new Map<DataId, Held>();
  private readonly eager = startRecording(false);
  private recording: Recording = this.eager;

  get graph(): Graph {
    return this.recording.graph;
  }

  get strict(): boolean {
    return this.recording.strict;
  }

  /** Records `build` apart from everything else: its tensors mean nothing afterwards. */
  record<T>(build: (graph: Graph) => T): T {
    const outer = this.recording;
    const before = new Set(this.held.keys());
    this.recording = startRecording(true);
    try {
      return build(this.recording.graph);
    } finally {
      this.recording = outer;
      for (const dataId of this.held.keys()) if (!before.has(dataId)) this.held.delete(dataId);
    }
  }

  /** Graph value of a tensor. */
  nameOf({ dataId }: { dataId: DataId }): string {
    return nameOf(this.recording, dataId, this.held.get(dataId)?.host);
  }

  /** A tensor that stands for a value of the graph; tfjs knows it once a kernel has returned it (`adopt`). */
  info({ name, shape, dtype }: Value): tf.TensorInfo {
    const dataId: DataId = {};
    this.recording.names.set(dataId, name);
    return { dataId, shape: [...shape], dtype };
  }

  adopt(info: tf.TensorInfo): tf.TensorInfo {
    const held = this.held.get(info.dataId);
    if (held) held.references++;
    else this.held.set(info.dataId, { references: 1 });
    return info;
  }

  /** A tensor of the host that a kernel returns. */
  known(values: ArrayLike<number>, shape: readonly number[], dtype: tf.DataType): DataId {
    const dataId: DataId = {};
    const typed =
      dtype === 'float32'
        ? Float32Array.from(values)
        : dtype === 'int32'
          ? Int32Array.from(values)
          : Uint8Array.from(values);
    this.move(dataId, typed, [...shape], dtype, 0);
    return dataId;
  }

  /** The values of a tensor, where the host has them. */
  valuesOf({ dataId }: { dataId: DataId }): Iterable<number> | undefined {
    return this.held.get(dataId)?.host?.values as Iterable<number> | undefined;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const dataId: DataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  // eslint-disable-next-line max-params -- tfjs’s own signature
  override move(
    dataId: DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    this.held.set(dataId, { references, host: { values, shape, dtype } });
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    const host = this.held.get(dataId)?.host;
    if (host) return host.values;
    if (this.recording.strict) throw readWhileTracing();
    throw computeErrors.TFM_SYNC_READ({
      message: 'A tensor that is not computed yet was read synchronously (dataSync, arraySync, print).',
      fix: 'Await `data()` or `array()`: ONNX Runtime answers asynchronously.',
    });
  }

  override async read(dataId: DataId): Promise<tf.backend_util.BackendValues> {
    const known = this.held.get(dataId);
    if (known?.host) return known.host.values;
    if (this.recording.strict) throw readWhileTracing();
    const recording = this.eager;
    const wanted = recording.names.get(dataId);
    if (wanted === undefined)
      throw computeErrors.TFM_TRACE_FOREIGN({
        message: 'A tensor of a finished trace was read.',
        fix: 'Return it from the program as an output.',
      });
    const pending = this.pending(recording);
    const values = await evaluate(recording, wanted, new Set(pending.values()));
    for (const [id, name] of pending) {
      const held = this.held.get(id);
      const host = values.get(name);
      if (held && host) held.host = host;
    }
    forget(recording, new Set(this.pending(recording).values()));
    return (values.get(wanted) as HostValue).values;
  }

  /** Tensors that tfjs holds and nobody has read, by the name of their value. */
  private pending({ names }: Recording): Map<DataId, string> {
    return new Map(
      [...this.held].flatMap(([id, { host }]) => {
        const name = host ? undefined : names.get(id);
        return name === undefined ? [] : [[id, name] as const];
      }),
    );
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const held = this.held.get(dataId);
    if (!held) return true;
    held.references--;
    if (!force && held.references > 0) return false;
    this.held.delete(dataId);
    return true;
  }

  override incRef(dataId: DataId): void {
    const held = this.held.get(dataId);
    if (held) held.references++;
  }

  override refCount(dataId: DataId): number {
    return this.held.get(dataId)?.references ?? 0;
  }

  override numDataIds(): number {
    return this.held.size;
  }

  override async time(run: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    run();
    return { kernelMs: performance.now() - start };
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return true;
  }
  override dispose(): void {
    this.held.clear();
  }
}

function readWhileTracing() {
  return computeErrors.TFM_TRACE_READ({
    message:
      'A tensor program read a value (data, dataSync, print, or a condition on a tensor) while it was traced: there is none yet.',
    fix: 'Keep values in tensors inside the program, and return what you want to see as an output.',
  });
}

let backend: OnnxBackend | undefined;

/** The one `onnx` backend of the process, registered with tfjs at its first use. */
export function onnxBackend(): OnnxBackend {
  if (!backend) {
    // Without it tfjs prints an advertisement for another engine.
    tf.enableProdMode();
    backend = new OnnxBackend();
    tf.registerBackend(ONNX, () => backend as OnnxBackend, 0);
  }
  return backend;
}
