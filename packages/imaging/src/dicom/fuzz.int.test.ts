import { expect, it } from 'vitest';
import { fuzz, soundFiles } from './test-support/fuzz.ts';

// `npx tsx packages/imaging/src/dicom/test-support/fuzz-many.ts 10000` does more of it.
it('reads damaged files, or has a code for each: it neither fails otherwise nor hangs', async () => {
  const { outcomes, failures } = await fuzz(420, 1);
  expect(failures).toEqual([]);
  expect(outcomes.get('read')).toBeGreaterThan(40);
  expect(outcomes.get('TFM_DICOM_CORRUPT')).toBeGreaterThan(40);
  expect(outcomes.size).toBeGreaterThan(4);
});

it('begins with sound files', async () => {
  expect((await soundFiles()).size).toBe(14);
  expect((await fuzz(0, 1)).failures).toEqual([]);
});
