import { afterAll, bench, describe } from 'vitest';
import { startTowers } from './bench/against-torch.ts';
import { officialPython } from './test-support/official-tower.ts';

// `npm run bench -w @totalfm/plugin-backbone-merlin` prints the ratio round by round, and the memory.
describe.skipIf(!officialPython)('Merlin’s image tower on one CT (skipped without merlin-vlm)', async () => {
  const towers = officialPython ? await startTowers(officialPython) : undefined;
  afterAll(() => towers?.end());
  const few = { iterations: 3, time: 0, warmupIterations: 1, warmupTime: 0 };
  bench('ours', async () => void (await towers?.own()), few);
  bench('PyTorch', async () => void (await towers?.torch()), few);
});
