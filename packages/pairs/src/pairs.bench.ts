import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInOrgans, totalSegmentatorNames } from '@totalfm/anatomy';
import type { ExamParts, LabelMap, Triple, Volume } from '@totalfm/core';
import { afterAll, bench, describe } from 'vitest';
import { createOrganPairs, createWebDataset, organPairsOptions } from './index.ts';

const size: Triple = [96, 72, 128];
const geometry = {
  size,
  spacing: [4, 4, 4] as Triple,
  origin: [0, 0, 0] as Triple,
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** A scan filled with one ball of 15 voxels' radius for each of the first 56 structures: every organ, many of them large. */
function scan(): { ct: Volume<Int16Array>; labelMap: LabelMap } {
  const hu = new Int16Array(size[0] * size[1] * size[2]);
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
const maker = (options: Record<string, unknown> = {}) =>
  createOrganPairs({ organs: builtInOrgans }, organPairsOptions.parse(options));
const partsOf = (id: string): ExamParts => ({
  exam: { id, patient: id, split: 'train', ct: async () => ct, report: async () => undefined },
  ct,
  labelMap,
  report: { findings: [], mentioned: [] },
  segmenter: 'label-files',
  parser: 'rules',
});

describe('an exam of 96 × 72 × 128 voxels, every organ', () => {
  for (const context of ['box', 'mask', 'dilate'] as const) {
    const make = maker({ context });
    bench(context, async () => void (await make.volumes(ct, labelMap)));
  }
});

const dir = await mkdtemp(join(tmpdir(), 'totalfm-bench-'));
afterAll(() => rm(dir, { recursive: true }));
const store = createWebDataset();
const pairs = await Promise.all(Array.from({ length: 16 }, (_, exam) => maker().pairs(partsOf(`exam-${exam}`))));
await store.writePiece(dir, 0, pairs.flat());
await store.finish(dir, 1);
const reader = await store.open(dir);

describe('64 volumes of 32³ from a store', () => {
  const places = Array.from({ length: 64 }, (_, i) => (i * 97) % reader.rows.length);
  bench('one after another', async () => {
    for (const place of places) await reader.volume(place);
  });
  bench('at once', async () => void (await Promise.all(places.map((place) => reader.volume(place)))));
});
