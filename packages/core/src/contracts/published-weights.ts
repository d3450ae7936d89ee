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
  /** For people: which file, and where it comes from (`stanfordmimi/Merlin on the Hugging Face hub, i3_resnet….pt`). */
  readonly source: string;
  /** Dictionaries that may hold the tensors, as keys with dots between; the first that there is counts, and else the file as a whole. */
  readonly within?: readonly string[];
  /** Values of every parameter. Throws a coded error that names what is missing, or has another shape. */
  values(tensors: WeightTensors, file: string): ParameterValues;
  /** Temperature and bias of the contrastive head, where the file has them: `logit = scale · cosine + bias`. */
  head?(tensors: WeightTensors): { readonly scale: number; readonly bias: number };
}
