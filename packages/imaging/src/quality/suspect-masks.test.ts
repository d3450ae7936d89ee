import type { BodyKnowledge, LabelMap, Triple, Volume } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { measureStructures } from './measure-structures.ts';
import { suspectMasks } from './suspect-masks.ts';

const size: Triple = [12, 6, 5];
const onGrid = <Data extends Volume['data']>(data: Data): Volume<Data> => ({
  data,
  size,
  spacing: [4, 4, 5],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});
const ct = onGrid(new Int16Array(360).fill(40));
const body: BodyKnowledge = { order: [], ranges: new Map(), onePiece: new Map([['spleen', 0.8]]) };

/** A label map of blocks: from `start`, of `edge` voxels. */
function mapOf(names: LabelMap['names'], blocks: readonly { label: number; start: Triple; edge: Triple }[]): LabelMap {
  const volume = onGrid(new Uint8Array(360));
  for (const { label, start, edge } of blocks)
    for (let k = 0; k < edge[2]; k++)
      for (let j = 0; j < edge[1]; j++)
        for (let i = 0; i < edge[0]; i++)
          volume.data[start[0] + i + size[0] * (start[1] + j + size[1] * (start[2] + k))] = label;
  return { volume, names };
}

const names = new Map([
  [1, 'spleen'],
  [2, 'colon'],
]);
const faultsOf = (labelMap: LabelMap) => suspectMasks(measureStructures(ct, labelMap), body).faults;

describe('masks in pieces', () => {
  const large = { start: [1, 1, 1] as Triple, edge: [4, 4, 3] as Triple };
  const half = { start: [7, 1, 1] as Triple, edge: [4, 4, 2] as Triple };

  it('are measured by their pieces', () => {
    const measure = measureStructures(
      ct,
      mapOf(names, [
        { label: 1, ...large },
        { label: 1, ...half },
      ]),
    ).get('spleen');
    expect(measure).toMatchObject({ voxels: 80, pieces: 2, largestShare: 0.6, meanHu: 40, edges: [] });
  });

  it('are doubted where the organ is one', () => {
    expect(
      faultsOf(
        mapOf(names, [
          { label: 1, ...large },
          { label: 1, ...half },
        ]),
      ),
    ).toEqual([
      {
        structure: 'spleen',
        kind: 'pieces',
        message: 'spleen is in 2 pieces, of which the largest has 60.0 % of it.',
      },
    ]);
  });

  it('are not for a speck, nor where the organ may be many, nor where the scan cuts it', () => {
    const speck = { start: [8, 2, 2] as Triple, edge: [2, 1, 1] as Triple };
    expect(
      faultsOf(
        mapOf(names, [
          { label: 1, ...large },
          { label: 1, ...speck },
        ]),
      ),
    ).toEqual([]);
    expect(
      faultsOf(
        mapOf(names, [
          { label: 2, ...large },
          { label: 2, ...half },
        ]),
      ),
    ).toEqual([]);
    const cut = { start: [7, 1, 0] as Triple, edge: [4, 4, 2] as Triple };
    expect(
      faultsOf(
        mapOf(names, [
          { label: 1, ...large },
          { label: 1, ...cut },
        ]),
      ),
    ).toEqual([]);
  });
});
