import { parameterCount } from '../train/initial-values.ts';
import { createTrainingRun } from '../train/training-run.ts';
import { createProductTimer } from './product-timer.ts';
import { products, randomBatch, stepFlop, videomaeStep } from './videomae-step.ts';

/** What `npm run bench -w @totalfm/compute` prints. Rates are GFLOP/s of matrix products. */
export interface StepReport {
  readonly parameters: number;
  readonly threads: number;
  readonly rounds: number;
  /** Median and least over the rounds. */
  readonly stepMilliseconds: readonly [median: number, least: number];
  readonly stepRate: number;
  /** ONNX Runtime's `MatMul` at 1024 × 1024 × 1024, and at the step's own shapes. */
  readonly squareRate: number;
  readonly shapesRate: number;
  /** Medians of each round's own ratio: the step's rate over the products'. */
  readonly ratioToSquare: number;
  readonly ratioToShapes: number;
  /** Of the process, before the plain products were set up. */
  readonly peakMegabytes: number;
}

const squares = { count: 16, batch: 1, rows: 1024, inner: 1024, columns: 1024 };
const squaresFlop = 2 * 16 * 1024 ** 3;

/** Each round times a step and then the plain products, so that both see the same machine, whatever else runs on it. */
export async function measureStep({ threads = 2, rounds = 12 } = {}): Promise<StepReport> {
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads });
  const batch = randomBatch(2);
  for (let warmUp = 0; warmUp < 3; warmUp++) await run.train([batch], 1e-3);
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const squareTimer = await createProductTimer([squares], false, threads);
  const shapeTimer = await createProductTimer(products, true, threads);

  const times = { step: [] as number[], square: [] as number[], shapes: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    await run.train([batch], 1e-3);
    const step = performance.now() - start;
    const square = await squareTimer.time();
    const shapes = await shapeTimer.time();
    if (round === 0) continue;
    times.step.push(step);
    times.square.push(square);
    times.shapes.push(shapes);
  }
  await run.dispose();
  await squareTimer.dispose();
  await shapeTimer.dispose();

  return {
    parameters: parameterCount(videomaeStep.parameters), threads, rounds,
    stepMilliseconds: [median(times.step), Math.min(...times.step)],
    stepRate: rate(stepFlop, median(times.step)),
    squareRate: rate(squaresFlop, median(times.square)),
    shapesRate: rate(stepFlop, median(times.shapes)),
    ratioToSquare: median(times.step.map((step, round) => rate(stepFlop, step) / rate(squaresFlop, times.square[round]))),
    ratioToShapes: median(times.step.map((step, round) => times.shapes[round] / step)),
    peakMegabytes,
  };
}

function rate(flop: number, milliseconds: number): number {
  return flop / milliseconds / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
