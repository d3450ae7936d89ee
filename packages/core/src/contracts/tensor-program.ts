import type { Tensor } from '@tensorflow/tfjs';

/** How a parameter starts. `normal` has mean 0 and this standard deviation. */
export type Initial = { readonly normal: number } | { readonly constant: number };

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** Weight decay applies (matrices: yes; biases, norms and scalars: no). */
  readonly decay: boolean;
}

/** Parameter specs by name; names are paths such as `block0/attention/qkv/weight`. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** Parameter values on the host, float32, by name. */
export type ParameterValues = Readonly<Record<string, Float32Array>>;

/** Symbolic tensors by name, inside a tensor program. */
export type Tensors = Readonly<Record<string, Tensor>>;

export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** The inputs of a program for one batch size. */
export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** One batch on the host: typed arrays by input name, matching the program's specs. */
export type Feeds = Readonly<Record<string, Float32Array | Int32Array>>;
