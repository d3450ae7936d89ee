import type { ParameterValues } from './tensor-program.ts';

/** A tensor of a file of weights, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by the names that they have in a file. */
export type WeightTensors = Readonly<Record<string, WeightTensor>>;

/** Weights that the authors of a model made public: how they become the parameters of an encoder of that model. */
export interface PublishedWeights {
  /** For people, a sentence: which file of which model, and where it comes from (`Merlin is read from ….pt of stanfordmimi/Merlin.`). */
  readonly source: string;
  /** Values of every parameter. Throws a coded error that names what is missing, or has another shape, and says `source`. */
  values(tensors: WeightTensors, file: string): ParameterValues;
  /** Temperature and bias of the contrastive head, where the file has them: `logit = scale · cosine + bias`. */
  head?(tensors: WeightTensors): { readonly scale: number; readonly bias: number };
}
