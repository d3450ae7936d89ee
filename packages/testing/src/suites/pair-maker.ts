import { partName, type Anatomy, type Exam, type ExamParts, type LabelMap, type PairMaker } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { testAnatomy } from '../fixtures/organs.ts';
import { testTorso } from '../fixtures/torso.ts';

export interface PairMakerSubject {
  readonly make: (anatomy: Anatomy) => PairMaker | Promise<PairMaker>;
}

const text = 'There is a cyst in the left kidney.';

/** Checks a pair maker that cuts organs: volumes of the stated size, physical extents, sentences by organ and side. */
export function describePairMaker(name: string, { make }: PairMakerSubject): void {
  describe(`pair maker ${name}`, () => {
    const { ct, labelMap } = testTorso();
    const withoutLiver: LabelMap = {
      ...labelMap,
      volume: { ...labelMap.volume, data: Uint8Array.from(labelMap.volume.data, (label) => (label === 5 ? 0 : label)) },
    };

    it('makes one volume for each organ part that the label map shows', async () => {
      const maker = await make(testAnatomy);
      const parts = (await maker.volumes(ct, labelMap)).map(partName);
      expect([...parts].sort()).toEqual(['kidney_left', 'kidney_right', 'liver']);
      expect((await maker.volumes(ct, withoutLiver)).map(partName)).not.toContain('liver');
    });

    it('states size, extent and organ volume in physical units', async () => {
      const maker = await make(testAnatomy);
      for (const volume of await maker.volumes(ct, labelMap)) {
        expect(volume.size).toEqual(maker.size);
        const voxels = maker.size[0] * maker.size[1] * maker.size[2];
        expect(volume.hu).toHaveLength(voxels);
        if (volume.mask) expect(volume.mask).toHaveLength(voxels);
        for (let axis = 0; axis < 3; axis++) {
          expect(volume.extentMm[axis]).toBeGreaterThan(0);
          expect(volume.organExtentMm[axis]).toBeGreaterThan(0);
        }
        const label = { liver: 5, kidney_left: 3, kidney_right: 2 }[partName(volume)];
        const expectedMl =
          (Array.from(labelMap.volume.data as Iterable<number>).filter((value) => value === label).length * 4 * 4 * 6) /
          1000;
        expect(volume.organMl / expectedMl).toBeCloseTo(1, 2);
      }
    });

    it('joins each organ and side with the sentences about it', async () => {
      const maker = await make(testAnatomy);
      const pairs = await maker.pairs(examParts());
      const rows = new Map(pairs.map(({ row }) => [row.key, row]));
      expect(rows.get('exam/kidney_left')).toMatchObject({
        sentences: [text],
        mentioned: true,
        states: { renal_cyst: 'present', renal_stone: 'not-mentioned' },
      });
      expect(rows.get('exam/liver')).toMatchObject({
        sentences: [],
        mentioned: false,
        states: { hepatic_cyst: 'not-mentioned' },
      });
      expect(rows.get('exam/kidney_right')?.states.renal_cyst).not.toBe('present');
      expect(rows.get('exam/kidney_left')?.cutBy).toContain('inferior');
      expect(rows.get('exam/liver')?.cutBy).toEqual([]);
      for (const { row } of pairs)
        expect(row).toMatchObject({
          patient: 'patient',
          split: 'train',
          segmenter: 'label-files',
          parser: 'rules',
          sourceSpacing: [4, 4, 6],
        });
    });

    it('makes the same pairs every time', async () => {
      expect(await (await make(testAnatomy)).pairs(examParts())).toEqual(
        await (await make(testAnatomy)).pairs(examParts()),
      );
    });

    function examParts(): ExamParts {
      const exam: Exam = {
        id: 'exam',
        patient: 'patient',
        split: 'train',
        ct: async () => ct,
        report: async () => text,
        labelMap: async () => labelMap,
      };
      const finding = {
        organ: 'kidney',
        sentence: { text, start: 0, end: text.length },
        finding: 'renal_cyst',
        state: 'present',
        sides: ['left'],
        confidence: 1,
      } as const;
      return {
        exam,
        ct,
        labelMap,
        report: { findings: [finding], mentioned: ['kidney'] },
        segmenter: 'label-files',
        parser: 'rules',
      };
    }
  });
}
