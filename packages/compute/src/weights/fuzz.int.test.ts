import { fuzz, readSound } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { faultOfTensors, weightsTarget } from './test-support/fuzz-target.ts';

/** What damage must lead to at least: many files that are still read, and many that are refused in each of these ways. */
const codes = [
  'TFM_WEIGHTS_CORRUPT',
  'TFM_WEIGHTS_CODE',
  'TFM_WEIGHTS_FORMAT',
  'TFM_WEIGHTS_MISSING',
  'TFM_CHECKPOINT_CORRUPT',
];

// `npx tsx packages/compute/src/weights/test-support/fuzz-many.ts 20000` does more of it.
describe('damaged weights', () => {
  it('are read, or have a code each: reading neither fails otherwise, hangs nor grows', async () => {
    const { outcomes, failures } = await fuzz(await weightsTarget(), { count: 3000, seed: 1, faultOf: faultOfTensors });
    expect(failures).toEqual([]);
    expect(outcomes.get('read')).toBeGreaterThan(200);
    for (const code of codes) expect(outcomes.get(code), code).toBeGreaterThan(0);
    expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
  });

  it('begin with sound ones', async () => {
    const target = await weightsTarget();
    const read = await readSound(target);
    expect(read.size).toBe(target.sound.size);
    for (const [file, tensors] of read) expect(faultOfTensors(tensors), file).toBeUndefined();
  });
});
