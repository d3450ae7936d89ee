import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSeries, type SliceToWrite } from '../test-support/ct-series.ts';
import { deidentifyTree } from './deidentify-tree.ts';
import { pseudonymsOf } from './pseudonyms.ts';

// TOTALFM_PEER_PYTHON names a Python with pydicom.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed = python !== '' && spawnSync(python, ['-c', 'import pydicom']).status === 0;
const script = join(import.meta.dirname, '../test-support/deidentify-peer.py');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-deidentify-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const real = join(data, 'ct/liver-dicom/series');

const pseudonyms = pseudonymsOf(Buffer.from('the key of a test, and of nothing else'));

async function judged(from: string, to: string) {
  for await (const { outcome } of deidentifyTree(from, to, { pseudonyms })) expect(outcome).toBe('written');
  return JSON.parse(execFileSync(python, [script, from, to], { encoding: 'utf8' })) as unknown;
}

describe.skipIf(!installed)('pydicom (skipped where TOTALFM_PEER_PYTHON names no Python that has it)', () => {
  it('finds pixels and geometry as they were, and nothing that tells, in every way of writing elements', async () => {
    const size = [8, 6, 3] as const;
    const grid = { size, spacing: [0.7, 0.7, 2], origin: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
    const ct = { ...grid, data: Int16Array.from({ length: voxelCount(size) }, (_, i) => i * 7) };
    const also: SliceToWrite['also'] = {
      [0x00080090]: ['PN', 'Some^Doctor'],
      [0x00081140]: ['SQ', [[[0x00081155, 'UI', '1.2.3.4.5'], [0x00110010, 'LO', 'MAKER'], [0x00104000, 'LT', 'note']]]], // prettier-ignore
      [0x00090010]: ['LO', 'MAKER'],
      [0x00091001]: ['UN', Buffer.from('text')],
      [0x00100010]: ['PN', 'Some^Body'],
    };
    for (const [index, how] of [{}, { syntax: '' }, { syntax: '.2' }, { counted: true }].entries()) {
      const from = writeSeries(join(dir, `in-${index}`), ct, (k) => ({
        ...how,
        also: { ...also, [0x00080018]: ['UI', `1.2.3.4.${k + 1}`] },
      }));
      expect(await judged(from, join(dir, `out-${index}`))).toEqual({ count: 3, problems: [] });
    }
  });

  it.skipIf(!existsSync(real))('and of a real series', async () => {
    expect(await judged(real, join(dir, 'real'))).toEqual({ count: 3, problems: [] });
  });
});
