import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  silentMetrics,
  silentProgress,
  type Anatomy,
  type Embedder,
  type OrganPair,
  type PairReader,
  type PartText,
  type ReportGenerator,
  type ReportWriter,
  type SeenPart,
  type TrainingPlace,
  type Triple,
} from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { brightnessEmbedder } from '../fixtures/brightness-embedder.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { pairReader, storedVolume } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { scratchFolders } from '../store-files.ts';
import { itResumes } from '../training-place.ts';

export interface ReportGeneratorSubject {
  /** A generator that trains in a moment. */
  readonly make: () => ReportGenerator | Promise<ReportGenerator>;
  /** The aligned model that it writes with. Default: one that knows a bright ball, without a checkpoint. */
  readonly model?: () => Promise<{ readonly embedder: Embedder; readonly dir: string }>;
  /** Voxels of the volumes. */
  readonly size?: Triple;
  /** At which report of its training it is stopped, and started again. Default 1: the first. */
  readonly stopAt?: number;
}

/** Checks a report generator: that it resumes, reads no test pair, and says the same of a part whatever stands beside it. */
export function describeReportGenerator(
  name: string,
  { make, model = async () => ({ embedder: brightnessEmbedder, dir: '' }), size, stopAt = 1 }: ReportGeneratorSubject,
): void {
  describe(`report generator ${name}`, () => {
    const pairs = testPairs({ exams: 40, size });
    const folders = scratchFolders('generator');
    afterAll(() => folders.remove());
    const partsOf = async (anatomy: Anatomy = testAnatomy) => {
      const { embedder, dir } = await model();
      return { anatomy, embedder, model: dir };
    };
    const train = async (place: TrainingPlace) =>
      (await make()).train({ ...place, ...(await partsOf()), pairs: withoutTests(pairs) });
    let trained: string;
    let writer: ReportWriter;
    beforeAll(async () => {
      const dir = await folders.make();
      for (const child of ['work', 'out']) await mkdir(join(dir, child));
      trained = join(dir, 'out');
      const place = { seed: 5, workDir: join(dir, 'work'), outDir: trained };
      await train({ ...place, metrics: silentMetrics, progress: silentProgress });
      writer = await (await make()).open(trained, await partsOf());
    });
    afterAll(() => writer?.dispose());
    const seen = pairs.filter(({ row }) => row.split === 'test').map(seenPart);

    itResumes(train, stopAt);

    it('is called as it is named', async () => expect((await make()).id).toBe(name));

    it('fits the anatomy that it is trained on', async () => {
      const { fit } = await make();
      await fit?.(testAnatomy);
    });

    it('says full sentences, and how sure it is of findings of the organ', async () => {
      const texts = await writer.describe(seen);
      expect(texts).toHaveLength(seen.length);
      expect(texts.some(({ sentences }) => sentences.length > 0)).toBe(true);
      texts.forEach(({ sentences, confidence = {} }, index) => {
        for (const sentence of sentences) expect(sentence).toMatch(/^\S.*[.!?]$/s);
        const { findings } = testAnatomy.organs.find(({ organ }) => organ === seen[index].row.organ)!;
        for (const [id, value] of Object.entries(confidence)) {
          expect(findings.map((one) => one.id)).toContain(id);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      });
    });

    it('never states a size: nobody measured', async () => {
      for (const { sentences } of await writer.describe(seen))
        for (const sentence of sentences) expect(sentence).not.toMatch(/\d\s*-?\s*(?:mm|cm)\b/i);
    });

    it('says the same of a part, whatever shares its call', async () => {
      const some = seen.slice(0, 9);
      const together = await writer.describe(some);
      const backwards = (await writer.describe([...some].reverse())).toReversed();
      for (const [index, part] of some.entries()) {
        const [alone] = await writer.describe([part]);
        expectSameText(together[index], alone);
        expectSameText(backwards[index], alone);
      }
      expect(await writer.describe([])).toEqual([]);
    });

    it('says the same when it is opened again', async () => {
      const again = await (await make()).open(trained, await partsOf());
      try {
        expect(await again.describe(seen)).toEqual(await writer.describe(seen));
      } finally {
        await again.dispose();
      }
    });

    it('stops when it is told to', async () => {
      await expectCodedError(writer.describe(seen, AbortSignal.abort()), 'TFM_CANCELLED');
    });

    it('refuses what was trained of other organs', async () => {
      const other: Anatomy = { organs: testAnatomy.organs.slice(0, 1) };
      await expectCodedError((await make()).open(trained, await partsOf(other)));
    });
  });
}

const seenPart = (pair: OrganPair): SeenPart => storedVolume(pair);

/** Pairs of which those of test exams cannot be read. */
function withoutTests(pairs: readonly OrganPair[]): PairReader {
  const reader = pairReader(pairs);
  const check = (index: number) => {
    if (pairs[index].row.split === 'test') expect.fail('it reads a pair of a test exam');
  };
  return {
    ...reader,
    async rows(indices) {
      for (const index of Array.from(indices)) check(index);
      return reader.rows(indices);
    },
    async volume(index) {
      check(index);
      return reader.volume(index);
    },
    stream: () => expect.fail('it reads pairs of test exams'),
  };
}

/** Sums of another order may differ in the last digits, and sentences in none. */
function expectSameText(actual: PartText, expected: PartText): void {
  expect(actual.sentences).toEqual(expected.sentences);
  expect(Object.keys(actual.confidence ?? {})).toEqual(Object.keys(expected.confidence ?? {}));
  for (const [id, value] of Object.entries(expected.confidence ?? {}))
    expect(actual.confidence![id]).toBeCloseTo(value, 4);
}
