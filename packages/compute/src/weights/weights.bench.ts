import { afterAll, bench, describe } from 'vitest';
import { startTorchLoad, torchPython } from '../bench/torch-load.ts';
import { readWeights } from './read-weights.ts';

// `npm run bench -w @totalfm/compute -- weights` prints the ratio round by round, and the memory.
describe.skipIf(!torchPython)('500 MB of .pt (skipped without TOTALFM_TRANSFORMERS_PYTHON)', async () => {
  const torch = torchPython ? await startTorchLoad(torchPython, 500, 'float32') : undefined;
  afterAll(() => torch?.end());
  const few = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 };
  bench('readWeights', async () => void (await readWeights(torch?.file as string)), few);
  bench('torch.load', async () => void (await torch?.load()), few);
});
