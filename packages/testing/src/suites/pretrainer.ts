import type { Anatomy, PretrainParts, Pretrainer, Triple, VisionEncoder } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { storedVolume, volumeReader } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { itTrainsResumably } from '../training-place.ts';

export interface PretrainerSubject {
  /** A pretrainer of a few steps. */
  readonly make: () => Pretrainer | Promise<Pretrainer>;
  readonly vision: (anatomy: Anatomy, size: Triple) => VisionEncoder | Promise<VisionEncoder>;
  readonly size: Triple;
}

/** Checks a pretrainer: the checkpoint's files, resuming, and that it reads no volume that it may not learn from. */
export function describePretrainer(name: string, { make, vision, size }: PretrainerSubject): void {
  describe(`pretrainer ${name}`, () => {
    const trainOn = Uint32Array.of(1, 4, 5, 9);
    const parts = async (): Promise<PretrainParts> => ({
      anatomy: testAnatomy,
      vision: await vision(testAnatomy, size),
    });
    const reader = volumeReader(testPairs({ exams: 4, size }).map(storedVolume));

    itTrainsResumably(name, async (place) => {
      const seen = new Set<number>();
      const volumes = { ...reader, volume: (index: number) => (seen.add(index), reader.volume(index)) };
      await (await make()).pretrain({ ...place, ...(await parts()), volumes, trainOn });
      expect([...trainOn], 'it reads volumes of other exams than those of training').toEqual(
        expect.arrayContaining([...seen]),
      );
    });

    it('says before training what does not fit', async () => {
      const { fit } = await make();
      const fitting = await parts();
      if (fit) expect(() => fit(fitting)).not.toThrow();
    });

    it('has a code for no volume to learn from', async () => {
      const place = { seed: 1, workDir: '', outDir: '', metrics: { log() {} }, progress: { update() {}, warn() {} } };
      const pretrainer = await make();
      await expectCodedError(
        pretrainer.pretrain({ ...place, ...(await parts()), volumes: reader, trainOn: new Uint32Array() }),
      );
    });
  });
}
