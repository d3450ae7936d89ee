import type { PickleValue } from './pickle/values.ts';

/** A file of weights that was opened: all but the bytes of its tensors is in memory. */
export interface Weights {
  readonly file: string;
  readonly format: 'safetensors' | 'torch-archive' | 'torch-legacy' | 'pickle' | 'index';
  /** What the file holds: tensors, and what lies beside them. */
  readonly value: PickleValue;
  /** Bytes of all its files. */
  readonly bytes: number;
}
