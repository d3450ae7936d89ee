import type { Feeds, InputSpecs, OrganVolume, ParameterSpecs, ParameterValues, Tensors } from '@totalfm/core';
import type * as tf from '@tensorflow/tfjs';

/** What an organ token is told beside its organ’s size. */
export interface Told {
  readonly parameters: ParameterSpecs;
  readonly notes: Readonly<Record<string, string>>;
  inputs(batch: number): InputSpecs;
  /** `parts`: the index of each volume’s part. */
  feeds(volumes: readonly OrganVolume[], parts: Int32Array): Feeds;
  /** [batch, dim] */
  embed(parameters: Tensors, inputs: Tensors): tf.Tensor;
  /** Begins to measure what is told of volumes. */
  measure(): Measuring;
}

export interface Measuring {
  add(volume: OrganVolume, part: number): void;
  /** Values that parameters begin with. */
  values(): ParameterValues;
}
