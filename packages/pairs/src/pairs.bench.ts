import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFiles, voxelCount, type LabelMap, type Triple, type Volume, partName } from '@totalfm/core';
import { builtInOrgans, totalSegmentatorNames } from '@totalfm/anatomy';
import { afterAll, bench, describe } from 'vitest';
import { createOrganVolumes, createWebDataset, organVolumesOptions } from './index.ts';

const size: Triple = [96, 72, 128];
const geometry = {
  size,
  spacing: [4, 4, 4] as Triple,
  origin: [0, 0, 0] as Triple,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** A scan filled with one ball of 15 voxels' radius for each of the first 56 structures: every organ, many of them large. */
function scan(): { ct: Volume<Int16Array>; labelMap: LabelMap } {
  const hu = new Int16Array(voxelCount(size));
  const labels = new Uint8Array(hu.length);
  for (let voxel = 0; voxel < hu.length; voxel++) {
    const [x, y, z] = [voxel % 96, Math.floor(voxel / 96) % 72, Math.floor(voxel / 6912)];
    hu[voxel] = ((voxel * 7919) % 200) - 60;
    for (let label = 1; label <= 56; label++) {
      const [cx, cy, cz] = [(label * 37) % 96, (label * 23) % 72, (label * 53) % 128];
      if ((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2 < 225) labels[voxel] = label;
    }
  }
  return {
    ct: { data: hu, ...geometry },
    labelMap: { volume: { data: labels, ...geometry }, names: totalSegmentatorNames },
  };
}

const { ct, labelMap } = scan();
const cutter = (options: Record<string, unknown> = {}) =>
  createOrganVolumes({ organs: builtInOrgans }, organVolumesOptions.parse(options));

describe('an exam of 96 × 72 × 128 voxels, every organ', () => {
  for (const context of ['box', 'mask', 'dilate'] as const) {
    const make = cutter({ context });
    bench(context, async () => void (await make.cut(ct, labelMap)));
  }
});

const dir = await mkdtemp(join(tmpdir(), 'totalfm-bench-'));
afterAll(() => rm(dir, { recursive: true }));
const store = createWebDataset();
const cuts = await cutter().cut(ct, labelMap);
const volumes = Array.from({ length: 16 }, (_, exam) =>
  cuts.map(({ volume, cutBy, doubts, sourceSpacing }) => {
    const { organ, side, size, extentMm, organExtentMm, organMl } = volume;
    const facts = {
      organ,
      ...(side && { side }),
      size,
      extentMm,
      organExtentMm,
      organMl,
      cutBy,
      doubts,
      sourceSpacing,
    };
    const key = `exam-${exam}/${partName(volume)}`;
    return { row: { ...facts, key, exam: `exam-${exam}`, segmenter: 'label-files' }, volume };
  }),
).flat();
await store.writePiece(dir, 0, volumes);
await store.finish(dir, localFiles(dir), 1);
const reader = await store.open(localFiles(dir));

describe('64 volumes of 32³ from a store', () => {
  const places = Array.from({ length: 64 }, (_, i) => (i * 97) % volumes.length);
  bench('one after another', async () => {
    for (const place of places) await reader.volume(place);
  });
  bench('at once', async () => void (await Promise.all(places.map((place) => reader.volume(place)))));
});
