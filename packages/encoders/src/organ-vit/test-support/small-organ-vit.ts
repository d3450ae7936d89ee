import { voxelCount, type OrganVolume, type Triple } from '@totalfm/core';
import { testAnatomy, testPairs } from '@totalfm/testing';
import { createOrganVit, organVitOptions } from '../index.ts';

const small = { dim: 24, depth: 1, heads: 2, width: 12, row: 32, room: 16 };

export const makeSmall = (more: object = {}) =>
  createOrganVit(organVitOptions.parse({ ...small, ...more }), testAnatomy.organs);

/** A volume of noise whose organ is where it is told to be. */
export function volumeOf(size: Triple, isOrgan: (x: number, y: number, z: number) => boolean): OrganVolume {
  const [{ volume }] = testPairs({ exams: 1, size });
  const place = (voxel: number) =>
    [voxel % size[0], Math.floor(voxel / size[0]) % size[1], Math.floor(voxel / (size[0] * size[1]))] as const;
  return {
    ...volume,
    mask: Uint8Array.from({ length: voxelCount(size) }, (_, voxel) => Number(isOrgan(...place(voxel)))),
  };
}
