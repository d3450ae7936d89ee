import type { Component, Evaluator } from '@totalfm/core';

/** An evaluator as an experiment makes it: options checked and filled with defaults. */
export async function makeEvaluator(component: Component<Evaluator>, options: object = {}): Promise<Evaluator> {
  const checked = await component.options['~standard'].validate(options);
  if (checked.issues) throw new Error(JSON.stringify(checked.issues));
  return component.create({ options: checked.value, needs: {}, references: {} });
}
