import { createTrainingRun } from '../train/training-run.ts';
import { parameterCount } from '../train/initial-values.ts';
import { productMilliseconds } from './product-rate.ts';
import { products, randomBatch, stepFlop, videomaeStep } from './videomae-step.ts';

/** What `npm run bench -w @totalfm/compute` prints. Rates are GFLOP/s of matrix products. */
export interface StepReport {
  readonly parameters: number;
  readonly threads: number;
  readonly stepMilliseconds: number;
  readonly stepRate: number;
  /** ONNX Runtime's `MatMul` at 1024 × 1024 × 1024, and at the step's own shapes. */
  readonly squareRate: number;
  readonly shapesRate: number;
  readonly ratioToSquare: number;
  readonly ratioToShapes: number;
  readonly peakMegabytes: number;
}

/** Interleaves steps and plain products, so that both see the same machine; medians of steps, bests of products. */
export async function measureStep({ threads = 2, steps = 12 } = {}): Promise<StepReport> {
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads });
  const batch = randomBatch(2);
  const times: number[] = [];
  for (let step = 0; step < steps + 2; step++) {
    const start = performance.now();
    await run.train([batch], 1e-3);
    if (step >= 2) times.push(performance.now() - start);
  }
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  await run.dispose();
  const square = await productMilliseconds({ batch: 1, rows: 1024, inner: 1024, columns: 1024 }, threads, 15);
  let shapesMilliseconds = 0;
  for (const product of products) shapesMilliseconds += product.count * (product.leaf ? 2 : 3) * (await productMilliseconds(product, threads, 8));
  const stepMilliseconds = times.sort((a, b) => a - b)[times.length >> 1];
  const rate = (flop: number, milliseconds: number) => flop / milliseconds / 1e6;
  const stepRate = rate(stepFlop, stepMilliseconds);
  const squareRate = rate(2 * 1024 ** 3, square);
  const shapesRate = rate(stepFlop, shapesMilliseconds);
  return {
    parameters: parameterCount(videomaeStep.parameters), threads, stepMilliseconds, stepRate, squareRate, shapesRate,
    ratioToSquare: stepRate / squareRate, ratioToShapes: stepRate / shapesRate, peakMegabytes,
  };
}
