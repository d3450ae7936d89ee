import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '@totalfm/core';
import { recomputing } from '../ops/recomputed.ts';
import { PARAMETER } from './state-names.ts';
import { parametersOf, trained, type Comparison, type StepDefinition } from './training-program.ts';

/**
 * The gradient of a loss over a whole batch in the memory of a part of it (GradCache, Gao et al. 2021, arXiv 2101.06983): every
 * part is represented without keeping anything; the loss is told representations alone, and so are its gradients; then each
 * part is represented once more, and takes the gradient of Σ representation · its cached gradient back to the parameters.
 */
export interface ComparedStep extends StepDefinition {
  readonly comparison: Comparison;
}

export function isCompared(definition: StepDefinition): definition is ComparedStep {
  return definition.comparison !== undefined;
}

/** Representations of a part, from parameters under their prefix and the part's items. */
export function representPart(definition: ComparedStep, inputs: Tensors): Record<string, tf.Tensor> {
  return definition.comparison.represent(parametersOf(definition, inputs), inputs);
}

export interface ComparedGradients {
  /** `loss` and whatever else `compare` returns: scalars. */
  readonly outputs: Record<string, tf.Tensor>;
  /** With respect to parameters that `compare` reads itself. */
  readonly gradients: Record<string, tf.Tensor>;
  /** With respect to representations. */
  readonly cached: Record<string, tf.Tensor>;
}

/** The loss of a whole batch, told its representations, with its gradients. */
export function compareGradients(
  definition: ComparedStep,
  inputs: Tensors,
  representations: Tensors,
): ComparedGradients {
  const all = parametersOf(definition, inputs);
  const outputs: Record<string, tf.Tensor> = {};
  const moving = Object.keys(trained(definition)).map((name) => [PARAMETER + name, all[name]] as const);
  const { value, gradients } = reachedGradients({ ...Object.fromEntries(moving), ...representations }, () => {
    const result = definition.comparison.compare(all, { ...inputs, ...representations });
    for (const [name, tensor] of Object.entries(result)) if (name !== 'loss') outputs[name] = tf.keep(tensor);
    return tf.reshape(result.loss, []);
  });
  const found = (names: readonly string[], prefix = '') =>
    Object.fromEntries(names.flatMap((name) => (prefix + name in gradients ? [[name, gradients[prefix + name]]] : [])));
  return {
    outputs: { loss: value, ...outputs },
    gradients: found(Object.keys(trained(definition)), PARAMETER),
    // What the loss passes over has a gradient of 0.
    cached: Object.fromEntries(
      Object.entries(representations).map(([name, tensor]) => [name, gradients[name] ?? tf.zerosLike(tensor)]),
    ),
  };
}

/**
 * What a part adds to the gradients of parameters that representations depend on; `compared` are those that have one by
 * `compareGradients`. Throws where a trained parameter has neither.
 */
export function partGradients(
  definition: ComparedStep,
  inputs: Tensors,
  cached: Tensors,
  compared: ReadonlySet<string>,
): Record<string, tf.Tensor> {
  const all = parametersOf(definition, inputs);
  const names = Object.keys(trained(definition));
  const { gradients } = recomputing(definition.recompute ?? false, () =>
    reachedGradients(Object.fromEntries(names.map((name) => [name, all[name]])), () => {
      const representations = definition.comparison.represent(all, inputs);
      return tf.addN(Object.entries(cached).map(([name, gradient]) => tf.sum(tf.mul(representations[name], gradient))));
    }),
  );
  const lost = names.find((name) => !(name in gradients) && !compared.has(name));
  if (lost) throw new Error(`The loss does not depend on the parameter ${lost}.`);
  return gradients;
}

/** Value and gradients of a scalar, of those tensors that it depends on: tfjs’s own `valueAndGrads` wants it to depend on all. */
function reachedGradients(
  of: Tensors,
  scalar: () => tf.Tensor,
): { readonly value: tf.Tensor; readonly gradients: Record<string, tf.Tensor> } {
  const { value, grads } = tf.engine().gradients(scalar, Object.values(of), undefined, true);
  const found = Object.keys(of).map((name, index) => [name, grads[index] as tf.Tensor | undefined] as const);
  return {
    value,
    gradients: Object.fromEntries(found.flatMap(([name, gradient]) => (gradient ? [[name, gradient]] : []))),
  };
}
