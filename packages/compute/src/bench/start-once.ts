/** One start in a process of its own, as `startup.ts` times it: `start-once.ts [CACHE]` prints a `Start` as JSON. */
const begun = performance.now();
const tf = await import('@tensorflow/tfjs');
const { openProgramCache } = await import('../cache/program-cache.ts');
const { transformer, transformerSpecs } = await import('../ops/transformer-block.ts');
const { adamw } = await import('../train/optimizers/adamw.ts');
const { startCachedEngine } = await import('../train/cached-engine.ts');
const { createStepEngine } = await import('../train/step-engine.ts');
const { traceStepPrograms } = await import('../train/step-programs.ts');
const { initialState } = await import('../train/training-state.ts');
const { randomBatch } = await import('./videomae-step.ts');
import type { StepDefinition } from '../train/training-program.ts';
import type { StepPrograms } from '../train/step-engine.ts';
import type { Start } from './startup.ts';

const shape = { dim: 384, depth: 12, heads: 6 };
const definition: StepDefinition = {
  name: 'twelve-layers',
  parameters: transformerSpecs('', shape),
  inputs: { x: { shape: [8, 128, 384], dtype: 'float32' } },
  clipNorm: 1,
  loss: (p, { x }) => ({ loss: tf.mean(tf.square(transformer(p, '', x, shape))) }),
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 }),
};
// How parameters are drawn or read is no part of a start: here they are all of one number.
const state = initialState(
  definition,
  Object.fromEntries(
    Object.entries(definition.parameters).map(([name, { shape: dims }]) => [
      name,
      new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(0.01),
    ]),
  ),
);
const step = {
  batches: [randomBatch(1, definition)],
  scalars: { learningRate: 1e-3, ...definition.optimizer.scalarsOf(1) },
};

let traced = 0;
const trace = () => {
  const start = performance.now();
  const programs = traceStepPrograms(definition);
  traced = performance.now() - start;
  return programs;
};
const [, , cache] = process.argv;
const start = (programs: StepPrograms) => createStepEngine({ programs, state, threads: 2, cache });
const ready = performance.now();
const engine = await (cache === undefined
  ? start(trace())
  : startCachedEngine(openProgramCache(cache, definition), trace, start));
const started = performance.now();
const { metrics } = await engine.run([step]);
const stepped = performance.now();
console.log(
  JSON.stringify({
    import: ready - begun,
    start: started - ready,
    firstStep: stepped - started,
    trace: traced,
    loss: metrics[0].loss,
  } satisfies Start),
);
