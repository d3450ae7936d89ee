import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount, type Volume } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { readNifti } from '../../nifti/read.ts';
import { createDicomReader } from '../dicom-reader.ts';
import { writeSeries } from '../test-support/ct-series.ts';

// TOTALFM_PEER_PYTHON names a Python with rt-utils.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed = python !== '' && spawnSync(python, ['-c', 'import rt_utils']).status === 0;
const script = join(import.meta.dirname, '../test-support/rtstruct-peer.py');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-rtstruct-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (...args: string[]) => execFileSync(python, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const real = join(data, 'ct/abdomen-pelvis-3mm/segmentation.nii.gz');

/** On as many rows as columns: the peer mixes them up. */
function squared({ data, size, ...rest }: Volume): Volume<Uint8Array> {
  const [nx, ny, nz] = size;
  const edge = Math.max(nx, ny);
  const out = new Uint8Array(edge * edge * nz);
  for (let row = 0; row < ny * nz; row++)
    out.set(
      Uint8Array.from(data.subarray(row * nx, (row + 1) * nx)),
      edge * ((row % ny) + edge * Math.floor(row / ny)),
    );
  return { ...rest, size: [edge, edge, nz], data: out };
}

/** How many voxels of each label of either are another's, where any are. */
function differing(a: Uint8Array, b: Uint8Array): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  a.forEach((label, i) => {
    if (label !== b[i]) for (const one of [label, b[i]]) found.set(one, (found.get(one) ?? 0) + 1);
  });
  return found;
}

describe.skipIf(!installed || !existsSync(real))(
  'rt-utils (skipped where TOTALFM_PEER_PYTHON names no Python that has it)',
  () => {
    it('and we fill its outlines of real organs to the same voxels, with holes and in several parts', async () => {
      const labels = squared(await readNifti(real));
      const folder = join(dir, 'study', 'ct');
      mkdirSync(join(dir, 'study'));
      const peerNeeds = {
        0x00080030: ['TM', '120000'],
        0x00200010: ['SH', '1'],
        0x00200052: ['UI', '1.2.3.9'],
      } as const;
      writeSeries(folder, { ...labels, data: new Int16Array(voxelCount(labels.size)) }, () => ({ also: peerNeeds }));
      writeFileSync(join(dir, 'labels.raw'), labels.data);
      const path = join(dir, 'study', 'structures.dcm');
      run('make', folder, path, join(dir, 'labels.raw'));
      run('read', folder, path, join(dir, 'peer.raw'));
      run('count', path, join(dir, 'count.json'));
      const peer = readFileSync(join(dir, 'peer.raw'));
      const { volume, names } = (await createDicomReader().readLabelMap?.(path)) ?? expect.fail('reads label maps');
      const named = new Map([...(names ?? [])].map(([label, name]) => [label, Number(name.split(' ')[1])]));
      const ours = Uint8Array.from(volume.data as Uint8Array, (label) => named.get(label) ?? 0);
      const outlines = Object.values(JSON.parse(readFileSync(join(dir, 'count.json'), 'utf8')) as Record<string, number[]>); // prettier-ignore
      expect(outlines).toHaveLength(61);
      expect(outlines.flat().filter((count) => count > 1).length).toBeGreaterThan(300);
      expect(differing(peer, labels.data)).toEqual(new Map());
      expect(differing(ours, peer)).toEqual(new Map());
    });
  },
);
