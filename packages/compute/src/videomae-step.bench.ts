import { bench, describe } from 'vitest';
import { createProductTimer } from './bench/product-timer.ts';
import { products, randomBatch, videomaeStep } from './bench/videomae-step.ts';
import { createTrainingRun } from './train/training-run.ts';

// `npm run bench -w @totalfm/compute` prints the same comparison as JSON, round by round, with the peak memory.
describe('a VideoMAE step of 12 M parameters on 8 × 512 tokens', async () => {
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads: 2 });
  const batch = randomBatch(2);
  const timer = await createProductTimer(products, true, 2);
  const few = { iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 };
  bench(
    'the whole step: forward, backward, clipping, AdamW',
    async () => {
      await run.train([structuredClone(batch)], 1e-3);
    },
    few,
  );
  bench(
    'its matrix products alone',
    async () => {
      await timer.time();
    },
    few,
  );
});
