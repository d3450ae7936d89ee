import {
  voxelCount,
  partName,
  type AnatomyStructures,
  type LabelMap,
  type Triple,
  type VolumeCutter,
} from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { testTorso } from '../fixtures/torso.ts';

export interface VolumeCutterSubject {
  readonly make: (anatomy: AnatomyStructures) => VolumeCutter | Promise<VolumeCutter>;
}

/** Checks a cutter of organs: volumes of the stated size, physical extents, in the order of the organs. */
export function describeVolumeCutter(name: string, { make }: VolumeCutterSubject): void {
  describe(`volume cutter ${name}`, () => {
    const { ct, labelMap } = testTorso();
    const labels = Array.from(labelMap.volume.data as Iterable<number>);
    const withoutLiver: LabelMap = {
      ...labelMap,
      volume: { ...labelMap.volume, data: Uint8Array.from(labels, (label) => (label === 5 ? 0 : label)) },
    };
    const cut = async (map = labelMap, signal?: AbortSignal) => (await make(testAnatomy)).cut(ct, map, { signal });

    it('makes one volume for each organ part that the label map shows, in the order of the organs', async () => {
      expect((await cut()).map(({ volume }) => partName(volume))).toEqual(['liver', 'kidney_left', 'kidney_right']);
      expect((await cut(withoutLiver)).map(({ volume }) => partName(volume))).toEqual(['kidney_left', 'kidney_right']);
    });

    it('states size, extent and organ volume in physical units', async () => {
      const { size } = await make(testAnatomy);
      for (const { volume, sourceSpacing } of await cut()) {
        if (size) expect(volume.size).toEqual(size);
        const voxels = voxelCount(volume.size);
        expect(volume.hu).toHaveLength(voxels);
        if (volume.mask) expect(volume.mask).toHaveLength(voxels);
        for (let axis = 0; axis < 3; axis++) {
          expect(volume.extentMm[axis]).toBeGreaterThan(0);
          expect(volume.organExtentMm[axis]).toBeGreaterThan(0);
        }
        const label = { liver: 5, kidney_left: 3, kidney_right: 2 }[partName(volume)];
        const expectedMl = (labels.filter((value) => value === label).length * 4 * 4 * 6) / 1000;
        expect(volume.organMl / expectedMl).toBeCloseTo(1, 2);
        expect(sourceSpacing).toEqual([4, 4, 6]);
      }
    });

    it('says which faces of the scan cut an organ', async () => {
      const cutBy = new Map((await cut()).map((one) => [partName(one.volume), one.cutBy]));
      expect(cutBy.get('kidney_left')).toContain('inferior');
      expect(cutBy.get('liver')).toEqual([]);
    });

    it('makes the same volumes every time', async () => {
      expect(await cut()).toEqual(await cut());
    });

    it('has a code for a label map on another grid, and stops when it is told to', async () => {
      const moved = { ...labelMap, volume: { ...labelMap.volume, origin: [0, 0, 0] as Triple } };
      await expectCodedError(cut(moved));
      await expectCodedError(cut(labelMap, AbortSignal.abort()), 'TFM_CANCELLED');
    });
  });
}
