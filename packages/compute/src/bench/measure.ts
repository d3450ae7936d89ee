import { parameterCount } from '../train/initial-values.ts';
import { createInference, traceInference, type InferenceDefinition } from '../inference-program.ts';
import { traceStep, type StepDefinition } from '../train/training-program.ts';
import { createTrainingRun } from '../train/training-run.ts';
import type { Timer } from './floor-timer.ts';
import { median } from './median.ts';
import { createProductTimer, createSquareTimer } from './product-timer.ts';
import { products, randomBatch, stepFlop, videomaeStep } from './videomae-step.ts';

/** What `npm run bench -w @totalfm/compute` prints. Rates are GFLOP/s of matrix products, medians over the rounds. */
export interface StepReport {
  readonly parameters: number;
  readonly threads: number;
  readonly rounds: number;
  readonly stepMilliseconds: readonly [median: number, least: number];
  readonly stepRate: number;
  /** ONNX Runtime's `MatMul` of 1024 × 1024 matrices, one a call. */
  readonly squareRate: number;
  /** The step's own products, each at its shape and count, in a program of nothing else. */
  readonly productsRate: number;
  /** Medians of each round's own ratio: the step's rate over the plain one. */
  readonly ratioToSquare: number;
  readonly ratioToProducts: number;
  /** Of the process, before the plain products were set up. */
  readonly peakMegabytes: number;
}

const SIDE = 1024;

/** Each round times steps and then plain products, so that both see the same machine, whatever else runs on it. */
export async function measureStep({ threads = 2, rounds = 8, stepsPerCall = 1 } = {}): Promise<StepReport> {
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads, stepsPerCall });
  const batch = randomBatch(2);
  const timeStep = async () => {
    // A step takes its batch.
    const steps = Array.from({ length: stepsPerCall }, () => ({
      batches: [structuredClone(batch)],
      learningRate: 1e-3,
    }));
    const start = performance.now();
    await run.trainMany(steps);
    return (performance.now() - start) / stepsPerCall;
  };
  await repeat(4, timeStep);
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const square = await createSquareTimer(SIDE, threads);
  const ownProducts = await createProductTimer(products, true, threads);
  await repeat(2, ownProducts.time);

  const times = { step: [] as number[], square: [] as number[], products: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.step.push(median(await repeat(3, timeStep)));
    times.square.push(median(await repeat(50, square.time)));
    times.products.push(median(await repeat(3, ownProducts.time)));
  }
  await run.dispose();
  await square.dispose();
  await ownProducts.dispose();

  const stepRates = times.step.map((milliseconds) => rate(stepFlop, milliseconds));
  const squareRates = times.square.map((milliseconds) => rate(2 * SIDE ** 3, milliseconds));
  return {
    parameters: parameterCount(videomaeStep.parameters),
    threads,
    rounds,
    stepMilliseconds: [median(times.step), Math.min(...times.step)],
    stepRate: median(stepRates),
    squareRate: median(squareRates),
    productsRate: rate(stepFlop, median(times.products)),
    ratioToSquare: median(stepRates.map((value, round) => value / squareRates[round])),
    ratioToProducts: median(times.step.map((step, round) => times.products[round] / step)),
    peakMegabytes,
  };
}

/** What limits a program: itself against its products or convolutions alone, round by round in one process. */
export interface LimitReport {
  readonly name: string;
  readonly milliseconds: number;
  /** Of nothing but its products or convolutions, at their shapes. */
  readonly floorMilliseconds: number;
  /** Median of each round's own ratio, floor over program: 1 is the limit. */
  readonly ratio: number;
  readonly nodes: number;
}

async function measureLimit(
  name: string,
  time: () => Promise<number>,
  floor: Timer,
  nodes: number,
  rounds = 5,
): Promise<LimitReport> {
  await repeat(2, time);
  await repeat(2, floor.time);
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round++)
    pairs.push([median(await repeat(3, time)), median(await repeat(3, floor.time))]);
  await floor.dispose();
  return {
    name,
    milliseconds: median(pairs.map(([own]) => own)),
    floorMilliseconds: median(pairs.map(([, least]) => least)),
    ratio: median(pairs.map(([own, least]) => least / own)),
    nodes,
  };
}

export async function measureTrainingLimit(
  definition: StepDefinition,
  floor: Timer,
  below = 1,
  threads = 2,
): Promise<LimitReport> {
  const run = await createTrainingRun({ definition, seed: 1, threads });
  const batch = randomBatch(2, definition, below);
  try {
    return await measureLimit(
      definition.name,
      async () => {
        const copy = structuredClone(batch);
        const start = performance.now();
        await run.train([copy], 1e-3);
        return performance.now() - start;
      },
      floor,
      traceStep(definition).nodeCount,
    );
  } finally {
    await run.dispose();
  }
}

export async function measureInferenceLimit(
  definition: InferenceDefinition,
  floor: Timer,
  threads = 2,
): Promise<LimitReport> {
  const program = traceInference(definition);
  const inference = await createInference(program, { threads });
  const feeds = randomBatch(2, definition);
  try {
    return await measureLimit(
      definition.name,
      async () => {
        const start = performance.now();
        await inference.run(feeds);
        return performance.now() - start;
      },
      floor,
      program.nodeCount,
    );
  } finally {
    await inference.dispose();
  }
}

async function repeat(count: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(await measure());
  return values;
}

function rate(flop: number, milliseconds: number): number {
  return flop / milliseconds / 1e6;
}
