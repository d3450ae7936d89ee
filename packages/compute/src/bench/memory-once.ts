/** Memory of one kind of run in a process of its own, as `memory.ts` reads it: `memory-once.ts peak | flat STEPS_PER_CALL`. */
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { parameterCount } from '../train/initial-values.ts';
import { adamw } from '../train/optimizers/adamw.ts';
import { traceStep, type StepDefinition } from '../train/training-program.ts';
import { traceProgram } from '../trace/trace-program.ts';
import { createTrainingRun } from '../train/training-run.ts';
import { activationBytes } from './graph-memory.ts';
import { createTimer } from './floor-timer.ts';
import type { FlatReport, PeakReport } from './memory.ts';
import { randomBatch, videomaeStep } from './videomae-step.ts';

const megabytes = (bytes: number) => bytes / 2 ** 20;

/** Resident memory now, or its peak. */
async function resident(line: 'VmRSS' | 'VmHWM'): Promise<number> {
  return Number(new RegExp(`${line}:\\s*(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

async function peak(): Promise<PeakReport> {
  const parameters = parameterCount(videomaeStep.parameters);
  const activations = megabytes(activationBytes(traceStep(videomaeStep)));
  // What a process needs before it has a model: Node, tfjs, ONNX Runtime (which sets itself up with its first session).
  await (
    await createTimer(
      traceProgram('none', { x: { shape: [1], dtype: 'float32' } }, ({ x }) => ({ y: tf.neg(x) })),
      1,
    )
  ).dispose();
  const program = await resident('VmRSS');
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads: 2 });
  for (let step = 0; step < 6; step++) await run.train([randomBatch(step)], 1e-3);
  const used = (await resident('VmHWM')) - program;
  await run.dispose();
  const state = megabytes(4 * 4 * parameters);
  return {
    parameters,
    stateMegabytes: state,
    activationMegabytes: activations,
    usedMegabytes: used,
    ratio: used / (state + activations),
  };
}

const shape = { dim: 256, depth: 2, heads: 4 };
const smallStep: StepDefinition = {
  name: 'small-step',
  parameters: transformerSpecs('', shape),
  inputs: { x: { shape: [2, 16, 256], dtype: 'float32' } },
  clipNorm: 1,
  loss: (p, { x }) => ({ loss: tf.mean(tf.square(transformer(p, '', x, shape))) }),
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 }),
};

/** Steps until the heap has its size, and steps that are looked at. */
const [warmUp, steps, every] = [200, 1000, 20];

async function flat(stepsPerCall: number): Promise<FlatReport> {
  const run = await createTrainingRun({ definition: smallStep, seed: 1, threads: 2, stepsPerCall });
  const points: [step: number, megabytes: number][] = [];
  for (let step = 0; step < warmUp + steps; step += stepsPerCall) {
    await run.trainMany(
      Array.from({ length: stepsPerCall }, () => ({ batches: [randomBatch(step, smallStep)], learningRate: 1e-3 })),
    );
    if (step >= warmUp && step % every < stepsPerCall) points.push([step, await resident('VmRSS')]);
  }
  await run.dispose();
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const slope =
    points.reduce((sum, [step, value]) => sum + (step - x) * (value - y), 0) /
    points.reduce((sum, [step]) => sum + (step - x) ** 2, 0);
  const state = megabytes(3 * 4 * parameterCount(smallStep.parameters));
  return {
    stepsPerCall,
    stateMegabytes: state,
    growthMegabytes: slope * steps,
    statesHandedOutMegabytes: (state * steps) / stepsPerCall,
    residentMegabytes: y,
  };
}

const [, , kind, stepsPerCall = '1'] = process.argv;
console.log(JSON.stringify(await (kind === 'peak' ? peak() : flat(Number(stepsPerCall)))));
