import { adamw, lamb, lion, sgd, type Optimizer } from '../train/optimizers/index.ts';
import { z } from 'zod';

const beta = (value: number, what: string) => z.number().min(0).lt(1).default(value).describe(what);
const epsilon = (value: number) => z.number().positive().default(value).describe('Added to the root of the square.');
const weightDecay = z.number().min(0).default(0.05).describe('Decoupled weight decay of matrices.');

/** Each optimiser's own options. `beta2` is the trainer's where it is Adam's: its papers differ in it, and in little else. */
const optimizerSchema = (adamBeta2: number) =>
  z.discriminatedUnion('use', [
    z.strictObject({
      use: z.literal('adamw').optional().default('adamw').describe('Adam with decoupled weight decay.'),
      beta1: beta(0.9, 'Memory of the mean gradient.'),
      beta2: beta(adamBeta2, 'Memory of the mean square gradient.'),
      epsilon: epsilon(1e-8),
      weightDecay,
    }),
    z.strictObject({
      use: z.literal('lion').describe('The sign of the momentum. It wants a learning rate 3 to 10 times lower.'),
      beta1: beta(0.9, 'Share of the momentum in a step.'),
      beta2: beta(0.99, 'Memory of the momentum.'),
      weightDecay,
    }),
    z.strictObject({
      use: z.literal('sgd').describe('Gradient descent with momentum.'),
      momentum: beta(0.9, 'Memory of the velocity.'),
      nesterov: z.boolean().default(false).describe('Step from where the velocity leads.'),
      weightDecay,
    }),
    z.strictObject({
      use: z.literal('lamb').describe('Adam, each parameter’s step in proportion to its length: for large batches.'),
      beta1: beta(0.9, 'Memory of the mean gradient.'),
      beta2: beta(0.999, 'Memory of the mean square gradient.'),
      epsilon: epsilon(1e-6),
      weightDecay,
    }),
  ]);

export type OptimizerOptions = z.output<ReturnType<typeof optimizerSchema>>;

/** The option `optimizer` of a trainer; AdamW where an experiment says nothing. */
export const optimizerOption = (adamBeta2: number) =>
  optimizerSchema(adamBeta2)
    .prefault({ use: 'adamw' })
    .describe('By what rule parameters follow their gradients: adamw, lion, sgd or lamb, with its own options.');

export function createOptimizer(options: OptimizerOptions): Optimizer {
  switch (options.use) {
    case 'adamw':
      return adamw(options);
    case 'lion':
      return lion(options);
    case 'sgd':
      return sgd(options);
    case 'lamb':
      return lamb(options);
  }
}
