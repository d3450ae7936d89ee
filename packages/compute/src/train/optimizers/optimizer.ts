import type * as tf from '@tensorflow/tfjs';

/** How one parameter is trained. */
export interface ParameterGroup {
  /** Factor on the learning rate; default 1. */
  readonly rate?: number;
  /** Decoupled weight decay; default: the optimiser's where the parameter decays, otherwise 0. */
  readonly weightDecay?: number;
  /** The parameter stays as it is: its gradient is never computed, and it has no slots. */
  readonly frozen?: boolean;
}

/** What an update works on: tensors of the parameter's shape. */
export interface OptimizerState {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: Readonly<Record<string, tf.Tensor>>;
}

/** Scalar tensors of one step. `clip` is the factor that brings the gradients to their largest norm. */
export interface StepInputs {
  readonly learningRate: tf.Tensor;
  readonly clip: tf.Tensor;
  /** What `scalars` gave, by name. */
  readonly own: Readonly<Record<string, tf.Tensor>>;
}

/** A rule by which parameters follow their gradients, as a tensor program. */
export interface Optimizer {
  readonly weightDecay: number;
  /** Whether every number is updated by itself, whatever parameter it belongs to: then small parameters are updated end to end. */
  readonly elementwise?: boolean;
  /** Names of what is kept for each parameter between steps; all start at 0. */
  readonly slots: readonly string[];
  /** Names of the scalars that `scalarsOf` gives. */
  readonly scalars: readonly string[];
  /** Values that depend on the number of the step (from 1): inputs, so that one program serves every step. */
  scalarsOf(step: number): Readonly<Record<string, number>>;
  /** One step of all parameters: `update` shares what is the same for all of them. */
  begin(
    inputs: StepInputs,
  ): (
    state: OptimizerState,
    rate: number,
    weightDecay: number,
  ) => { readonly parameter: tf.Tensor; readonly slots: Readonly<Record<string, tf.Tensor>> };
}
