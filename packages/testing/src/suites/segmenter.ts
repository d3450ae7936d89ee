import type { Exam, Segmenter, Volume } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { expectLabelMap } from '../expect-volume.ts';

export interface SegmenterSubject {
  readonly make: () => Segmenter | Promise<Segmenter>;
  /** An exam that it can segment. */
  readonly exam: () => Promise<Exam>;
}

/** Checks a segmenter: a label map on the CT's grid, the same every time, whose numbers have names. */
export function describeSegmenter(name: string, { make, exam }: SegmenterSubject): void {
  describe(`segmenter ${name}`, () => {
    const segmented = async (signal?: AbortSignal) => {
      const subject = await exam();
      const ct: Volume = await subject.ct();
      return { ct, labelMap: await (await make()).segment(subject, ct, signal) };
    };

    it('gives a label map on the grid of the CT, with named structures', async () => {
      const { ct, labelMap } = await segmented();
      expectLabelMap(labelMap, ct);
      expect(labelMap.volume.data.some((label) => label !== 0)).toBe(true);
    });

    it('gives the same label map every time', async () => {
      const [first, second] = [await segmented(), await segmented()];
      expect(second.labelMap.volume.data).toEqual(first.labelMap.volume.data);
      expect([...second.labelMap.names]).toEqual([...first.labelMap.names]);
    });

    it('stops when it is told to', async () => {
      await expectCodedError(segmented(AbortSignal.abort()), 'TFM_CANCELLED');
    });
  });
}
