import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, voxelCount, type Triple, type Volume } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { readNifti } from '../nifti/read.ts';
import { writeNifti } from '../nifti/write.ts';
import { reorient } from '../reorient.ts';
import { resampleCentred } from './centred.ts';

const minutes = 60_000;
// TOTALFM_PEER_PYTHON names a Python with MONAI, PyTorch and nibabel.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed = python !== '' && spawnSync(python, ['-c', 'import monai, torch, nibabel']).status === 0;
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-centred-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));

interface Job {
  readonly kind: 'monai' | 'torch';
  readonly path: string;
  readonly size: Triple;
  readonly spacing: Triple;
}

/** Both write HU as float32, x fastest, in LPS: of each job, to 0.raw, 1.raw, … */
const script = `
import json, sys, numpy as np, nibabel as nib, torch
from monai.transforms import Compose, LoadImaged, EnsureChannelFirstd, Orientationd, Spacingd, SpatialPadd, CenterSpatialCropd

def by_monai(path, size, spacing):
    of = dict(keys=["image"])
    return Compose([LoadImaged(**of), EnsureChannelFirstd(**of), Orientationd(axcodes="RAS", **of),
        Spacingd(pixdim=spacing, mode="bilinear", **of), SpatialPadd(spatial_size=size, constant_values=-1024, **of),
        CenterSpatialCropd(roi_size=size, **of)])({"image": path})["image"][0].numpy()[::-1, ::-1]

def by_torch(path, size, spacing):
    image = nib.as_closest_canonical(nib.load(path))
    hu = torch.tensor(np.clip(image.get_fdata()[::-1, ::-1].copy(), -1000, 1000))[None, None]
    counts = [int(n * (old / new)) for n, old, new in zip(hu.shape[2:], image.header.get_zooms(), spacing)]
    hu = torch.nn.functional.interpolate(hu, size=counts, mode="trilinear", align_corners=False)[0, 0].numpy()
    for axis, (n, want) in enumerate(zip(counts, size)):
        start = max((n - want) // 2, 0)
        hu = hu.take(range(start, min(start + want, n)), axis)
        before = (want - hu.shape[axis]) // 2
        widths = [(0, 0)] * 3
        widths[axis] = (before, want - hu.shape[axis] - before)
        hu = np.pad(hu, widths, constant_values=-1000)
    return hu

for index, job in enumerate(json.loads(sys.argv[2])):
    read = by_monai if job.pop("kind") == "monai" else by_torch
    read(**job).astype("<f4").ravel(order="F").tofile(f"{sys.argv[1]}/{index}.raw")
`;

/** Jobs with their HU, from one process, so that MONAI is imported once. */
function* peersHu(jobs: readonly Job[]): Generator<readonly [Job, Float32Array]> {
  execFileSync(python, ['-W', 'ignore', '-c', script, dir, JSON.stringify(jobs)]);
  for (const [index, job] of jobs.entries()) {
    const bytes = readFileSync(join(dir, `${index}.raw`));
    yield [job, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
  }
}

/** Largest difference in HU, and the share of voxels within 1/255 of a scale of 2,000 HU, of a scan read as whole HU. */
async function compare({ kind, path, size, spacing }: Job, expected: Float32Array) {
  const scan = reorient(await readNifti(path));
  const isTorch = kind === 'torch';
  const clip = (hu: number) => (isTorch ? Math.min(1000, Math.max(-1000, hu)) : hu);
  const ct: Volume<Int16Array> = { ...scan, data: Int16Array.from(scan.data, clip) };
  const grid = { size, spacing, align: isTorch ? 'faces' : 'centres', fill: isTorch ? -1000 : -1024 } as const;
  const found = resampleCentred(ct, grid).data;
  expect(found.length).toBe(expected.length);
  let [largest, near] = [0, 0];
  expected.forEach((hu, i) => {
    const difference = Math.abs(hu - found[i]);
    largest = Math.max(largest, difference);
    if (difference <= 2000 / 255) near++;
  });
  return { largest, share: near / found.length };
}

const scans = ['abdomen-3mm', 'abdomen-pelvis-3mm'].map((scan) => join(data, 'ct', scan, 'ct.nii.gz'));

// Each test imports MONAI in a process of its own, and grids have up to 55 million voxels.
describe.skipIf(!installed)(
  'a scan on a grid around its middle (skipped where TOTALFM_PEER_PYTHON has no MONAI)',
  { timeout: 4 * minutes },
  () => {
    const grids: readonly (readonly ['monai' | 'torch', Triple, Triple])[] = [
      ['monai', [224, 224, 160], [1.5, 1.5, 3]],
      ['monai', [61, 40, 21], [2.6, 4.1, 3.7]],
      ['torch', [480, 480, 240], [0.75, 0.75, 1.5]],
      ['torch', [61, 40, 21], [2.6, 4.1, 3.7]],
    ];

    it.skipIf(!scans.every(existsSync)).each(grids)(
      'has the HU of %s on real CTs: %s voxels of %s mm',
      async (kind, size, spacing) => {
        for (const [job, expected] of peersHu(scans.map((path) => ({ kind, path, size, spacing })))) {
          const { largest, share } = await compare(job, expected);
          expect(share).toBe(1);
          expect(largest).toBeLessThan(0.51);
        }
      },
    );

    it.each(grids.slice(1, 2).concat(grids.slice(3)))(
      'and on volumes of odd lengths in other orientations: %s',
      async (kind, _, spacing) => {
        const jobs: Job[] = [];
        for (const [size, direction] of [
          [
            [31, 20, 17],
            [0, -1, 0, 1, 0, 0, 0, 0, 1],
          ],
          [
            [24, 33, 40],
            [1, 0, 0, 0, 0, 1, 0, -1, 0],
          ],
        ] as const) {
          const random = createRandom(size[0]);
          const path = join(dir, `odd-${size.join('-')}.nii`);
          const hu = Int16Array.from({ length: voxelCount(size) }, () => random.integer(1500) - 1000);
          await writeNifti(path, { data: hu, size, spacing: [2.2, 3.3, 1.9], origin: [12, -7, 3], direction });
          jobs.push({ kind, path, size: [27, 18, 23], spacing }, { kind, path, size: [50, 61, 44], spacing });
        }
        for (const [job, expected] of peersHu(jobs)) expect((await compare(job, expected)).largest).toBeLessThan(0.51);
      },
    );
  },
);
