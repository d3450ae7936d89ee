import type { Anatomy, TextEncoder, Trainer, TrainParts, Triple, VisionEncoder } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { pairReader } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { itTrainsResumably } from '../training-place.ts';

export interface TrainerSubject {
  /** A trainer of a few steps. */
  readonly make: () => Trainer | Promise<Trainer>;
  readonly vision: (anatomy: Anatomy, size: Triple) => VisionEncoder | Promise<VisionEncoder>;
  readonly text: () => TextEncoder | Promise<TextEncoder>;
  readonly size: Triple;
}

/** Checks a trainer: the checkpoint's files, that a stopped training ends as if it had never stopped, and what fits. */
export function describeTrainer(name: string, { make, vision, text, size }: TrainerSubject): void {
  describe(`trainer ${name}`, () => {
    const parts = async (): Promise<TrainParts> => ({
      anatomy: testAnatomy,
      vision: await vision(testAnatomy, size),
      text: await text(),
    });

    itTrainsResumably(name, async (place) =>
      (await make()).train({ ...place, ...(await parts()), pairs: pairReader(testPairs({ exams: 12, size })) }),
    );

    it('says before training what does not fit together', async () => {
      const { fit } = await make();
      if (!fit) return;
      const fitting = await parts();
      expect(() => fit(fitting)).not.toThrow();
      const wider = { ...fitting, text: { ...fitting.text, width: fitting.text.width + 1 } };
      await expectCodedError((async () => fit(wider))());
    });

    it('has a code for pairs without a sentence', async () => {
      const silent = testPairs({ exams: 2, size }).map(({ row, volume }) => ({
        row: { ...row, sentences: [], findings: [], mentioned: false },
        volume,
      }));
      const trainer = await make();
      const place = { seed: 1, workDir: '', outDir: '', metrics: { log() {} }, progress: { update() {}, warn() {} } };
      await expectCodedError(trainer.train({ ...place, ...(await parts()), pairs: pairReader(silent) }));
    });
  });
}
