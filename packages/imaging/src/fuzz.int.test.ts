import { describe, expect, it } from 'vitest';
import { faultOf } from './test-support/fuzz/fault-of.ts';
import { fuzz, readSound } from '@totalfm/testing';
import { fuzzTargets } from './test-support/fuzz/targets.ts';

/** What damage must lead to at least: many files that are still read, and many that are refused in each of these ways. */
const codes: Readonly<Record<keyof typeof fuzzTargets, readonly string[]>> = {
  nifti: ['TFM_NIFTI_TRUNCATED', 'TFM_NIFTI_CORRUPT', 'TFM_NIFTI_FORMAT', 'TFM_NIFTI_DIMENSIONS'],
  'label-table': ['TFM_NIFTI_TRUNCATED'],
  nrrd: ['TFM_IMAGE_FORMAT', 'TFM_IMAGE_TRUNCATED', 'TFM_IMAGE_CORRUPT', 'TFM_IMAGE_GEOMETRY'],
  metaimage: ['TFM_IMAGE_FORMAT', 'TFM_IMAGE_TRUNCATED', 'TFM_IMAGE_CORRUPT', 'TFM_IMAGE_GEOMETRY'],
  dicom: ['TFM_DICOM_CORRUPT', 'TFM_DICOM_TRUNCATED', 'TFM_DICOM_SYNTAX'],
  seg: ['TFM_DICOM_CORRUPT', 'TFM_DICOM_TRUNCATED', 'TFM_DICOM_GEOMETRY'],
  rtstruct: ['TFM_DICOM_CORRUPT', 'TFM_DICOM_TRUNCATED'],
};

// `npx tsx packages/imaging/src/test-support/fuzz/fuzz-many.ts FORMAT 10000` does more of it.
describe.each(Object.entries(fuzzTargets))('damaged files: %s', (name, make) => {
  it('are read, or have a code each: reading neither fails otherwise, hangs nor grows', async () => {
    const { outcomes, failures } = await fuzz(await make(), { count: 200, seed: 1, faultOf });
    expect(failures).toEqual([]);
    expect(outcomes.get('read')).toBeGreaterThan(15);
    for (const code of codes[name]) expect(outcomes.get(code), code).toBeGreaterThan(0);
    expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
  });

  it('begin with sound ones', async () => {
    const target = await make();
    const read = await readSound(target);
    expect(read.size).toBe(target.sound.size);
    for (const [file, one] of read) expect(faultOf(one), file).toBeUndefined();
  });
});
