import {
  organParts,
  wholeExam,
  type AnatomyFindings,
  type Finding,
  type PairLanguage,
  type PairMaker,
  type VolumeRow,
} from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { storedVolume } from '../fixtures/pair-reader.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { testPairs } from '../fixtures/pairs.ts';

export interface PairMakerSubject {
  readonly make: (anatomy: AnatomyFindings) => PairMaker | Promise<PairMaker>;
}

const exam = { id: 'exam-000', patient: 'patient', split: 'train' } as const;
const volumes: readonly VolumeRow[] = testPairs({ exams: 1 }).map((pair) => storedVolume(pair).row);

const said = (start: number, text: string, rest: Pick<Finding, 'organ' | 'state'> & Partial<Finding>): Finding => ({
  sides: [],
  confidence: 1,
  ...rest,
  sentence: { text, start, end: start + text.length },
});

const cyst = 'There is a cyst in the left kidney.';
const findings: readonly Finding[] = [
  said(60, cyst, { organ: 'kidney', finding: 'renal_cyst', state: 'present', sides: ['left'] }),
  said(0, 'Stable.', { organ: 'kidney', state: 'uncertain' }),
  said(20, 'Stable.', { organ: 'kidney', finding: 'renal_stone', state: 'absent' }),
];

/** Checks a pair maker: sentences by organ and side, in report order, and findings that point to them. */
export function describePairMaker(name: string, { make }: PairMakerSubject): void {
  describe(`pair maker ${name}`, () => {
    const join = async (rows = volumes): Promise<readonly PairLanguage[]> =>
      (await make(testAnatomy)).join({
        exam,
        volumes: rows,
        report: { findings, mentioned: ['kidney'] },
        truth: { findings: [{ finding: 'renal_cyst', organ: 'kidney', side: 'left' }], assessed: ['renal_cyst'] },
      });

    it('makes one for each volume, in their order', async () => {
      const [liver, left, right] = await join();
      expect(liver).toMatchObject({ mentioned: false, sentences: [], states: { hepatic_cyst: 'not-mentioned' } });
      expect(left).toMatchObject({ mentioned: true, states: { renal_cyst: 'present', renal_stone: 'absent' } });
      expect(right.states.renal_cyst).not.toBe('present');
      expect([left.truth, right.truth]).toEqual([{ renal_cyst: true }, { renal_cyst: false }]);
      expect(await join([volumes[2], volumes[0]])).toEqual([right, liver]);
    });

    it('points from a finding to its sentence by place: equal texts stay apart', async () => {
      const [, left, right] = await join();
      expect(left.sentences).toEqual(['Stable.', 'Stable.', cyst]);
      expect(right.sentences).toEqual(['Stable.', 'Stable.']);
      const places = left.findings.map(({ finding, sentence }) => [finding, sentence]);
      expect(Object.fromEntries(places)).toEqual({ undefined: 0, renal_stone: 1, renal_cyst: 2 });
    });

    it('gives a whole exam everything that is said, and the states of all organs', async () => {
      const [whole] = await join([{ ...volumes[0], organ: wholeExam, key: `exam-000/${wholeExam}` }]);
      expect(whole.sentences).toEqual(['Stable.', 'Stable.', cyst]);
      expect(whole.findings).toHaveLength(findings.length);
      expect(whole.states).toMatchObject({ renal_cyst: 'present', hepatic_cyst: 'not-mentioned' });
      expect(whole.truth).toEqual({ renal_cyst: true });
    });

    it('gives a whole exam what is said of each organ part, as of a volume of that part', async () => {
      const [whole] = await join([{ ...volumes[0], organ: wholeExam, key: `exam-000/${wholeExam}` }]);
      const parts = organParts(testAnatomy.organs).map(({ organ, side }) => ({ organ, ...(side && { side }) }));
      const alone = await join(parts.map((part) => ({ ...volumes[0], side: undefined, ...part })));
      expect(whole.parts).toEqual(parts.map((part, index) => ({ ...part, ...alone[index] })));
      expect(alone.every((language) => language.parts === undefined)).toBe(true);
    });

    it('makes the same every time', async () => {
      expect(await join()).toEqual(await join());
    });
  });
}
