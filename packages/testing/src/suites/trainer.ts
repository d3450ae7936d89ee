import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  silentMetrics,
  type Anatomy,
  type MetricLine,
  type TextEncoder,
  type Trainer,
  type Triple,
  type VisionEncoder,
} from '@totalfm/core';
import { checkpointFiles, checkpointManifest, parseJson } from '@totalfm/run-format';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { pairReader } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';

export interface TrainerSubject {
  /** A trainer of a few steps. */
  readonly make: () => Trainer | Promise<Trainer>;
  readonly vision: (anatomy: Anatomy, size: Triple) => VisionEncoder | Promise<VisionEncoder>;
  readonly text: () => TextEncoder | Promise<TextEncoder>;
  readonly size: Triple;
}

/** Checks a trainer: the checkpoint's files, and that a stopped training ends as if it had never stopped. */
export function describeTrainer(name: string, { make, vision, text, size }: TrainerSubject): void {
  describe(`trainer ${name}`, () => {
    const dirs: string[] = [];
    afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));
    const newDir = async () => {
      const dir = await mkdtemp(join(tmpdir(), 'totalfm-trainer-'));
      dirs.push(dir);
      for (const child of ['work', 'out']) await mkdir(join(dir, child));
      return dir;
    };
    const train = async (
      dir: string,
      { signal, onMetric }: { signal?: AbortSignal; onMetric?: (line: MetricLine) => void } = {},
    ) =>
      (await make()).train({
        pairs: pairReader(testPairs({ exams: 12, size })),
        anatomy: testAnatomy,
        vision: await vision(testAnatomy, size),
        text: await text(),
        seed: 5,
        workDir: join(dir, 'work'),
        outDir: join(dir, 'out'),
        metrics: onMetric ? { log: onMetric } : silentMetrics,
        progress: { update: () => onMetric?.({}), warn() {} },
        signal,
      });

    it('writes a model and a manifest that names the organs in order', async () => {
      const dir = await newDir();
      await train(dir);
      const files = await readdir(join(dir, 'out'));
      expect(files).toEqual(expect.arrayContaining([checkpointFiles.model, checkpointFiles.manifest]));
      const file = join(dir, 'out', checkpointFiles.manifest);
      const manifest = parseJson(await readFile(file, 'utf8'), checkpointManifest, { file });
      expect(manifest).toMatchObject({
        trainer: name,
        organs: testAnatomy.organs.map((organ) => organ.organ),
        seed: 5,
      });
      expect(manifest.steps).toBeGreaterThan(0);
      expect(manifest.parameters).toBeGreaterThan(0);
      // Whoever embeds with an aligned model reads its head there.
      const aligned = files.includes(checkpointFiles.vocabulary);
      expect([manifest.scale, manifest.bias].map((one) => one !== undefined)).toEqual([aligned, aligned]);
    });

    it('stopped and started again, ends with the same bytes', async () => {
      const [whole, stopped] = [await newDir(), await newDir()];
      await train(whole);
      const controller = new AbortController();
      let calls = 0;
      await expectCodedError(
        train(stopped, { signal: controller.signal, onMetric: () => ++calls === 3 && controller.abort() }),
        'TFM_CANCELLED',
      );
      await train(stopped);
      expect(await digests(join(stopped, 'out'))).toEqual(await digests(join(whole, 'out')));
    });
  });
}

async function digests(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(dir, file)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(names.map(async (file) => [file, await hash(file)] as const)));
}
