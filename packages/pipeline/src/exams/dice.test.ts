import type { AnatomyStructures, LabelMap } from '@totalfm/core';
import { expect, it } from 'vitest';
import { diceByPart } from './dice.ts';

const anatomy: AnatomyStructures = {
  organs: [
    { organ: 'lung', structures: { left: ['lung_upper_lobe_left', 'lung_lower_lobe_left'], right: ['lung_right'] } },
    { organ: 'liver', structures: ['liver'] },
    { organ: 'spleen', structures: ['spleen'] },
    { organ: 'body', structures: 'scan' },
  ],
};
const names = (...list: readonly string[]) => new Map(list.map((name, index) => [index + 1, name]));
const map = (labels: readonly number[], of: LabelMap['names']): LabelMap => ({
  names: of,
  volume: {
    data: Uint8Array.from(labels),
    size: [labels.length, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  },
});

it('gives Dice by organ part, whatever numbers and lobes the maps have', () => {
  const truth = map([1, 1, 2, 2, 3, 3, 0, 0], names('lung_upper_lobe_left', 'lung_lower_lobe_left', 'liver'));
  const found = map([2, 2, 2, 0, 1, 1, 1, 1], names('liver', 'lung_upper_lobe_left'));
  // Lobes are one part: 3 of 3 + 4 voxels twice; the liver 2 of 4 + 2; what neither shows is left out.
  expect(diceByPart(found, truth, anatomy)).toEqual({ lung_left: 6 / 7, liver: 4 / 6 });
  expect(diceByPart(found, map([0, 0, 0, 0, 0, 0, 0, 4], names('a', 'b', 'c', 'spleen')), anatomy)).toEqual({
    lung_left: 0,
    liver: 0,
    spleen: 0,
  });
});
