import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentMetrics, type MetricLine, type TrainingPlace } from '@totalfm/core';
import { checkpointFiles, checkpointManifest, parseJson } from '@totalfm/run-format';
import { afterAll, expect, it } from 'vitest';
import { expectCodedError } from './expect-error.ts';
import { testAnatomy } from './fixtures/organs.ts';
import { digestsOf, scratchFolders } from './store-files.ts';

const seed = 5;

/** Runs of a training in new folders. */
function trainingRuns(train: (place: TrainingPlace) => Promise<void>) {
  const folders = scratchFolders('trainer');
  afterAll(() => folders.remove());
  return {
    async newDir() {
      const dir = await folders.make();
      for (const child of ['work', 'out']) await mkdir(join(dir, child));
      return dir;
    },
    run: (dir: string, signal?: AbortSignal, onMetric?: (line: MetricLine) => void) =>
      train({
        seed,
        workDir: join(dir, 'work'),
        outDir: join(dir, 'out'),
        metrics: onMetric ? { log: onMetric } : silentMetrics,
        progress: { update: () => onMetric?.({}), warn() {} },
        signal,
      }),
  };
}

/** That a training which is stopped when it reports for the n-th time, and started again, ends as if it had never stopped. */
export function itResumes(train: (place: TrainingPlace) => Promise<void>, reports: number): void {
  const { newDir, run } = trainingRuns(train);

  it('stopped and started again, ends with the same bytes', async () => {
    const [whole, stopped] = [await newDir(), await newDir()];
    await run(whole);
    const controller = new AbortController();
    let calls = 0;
    await expectCodedError(
      run(stopped, controller.signal, () => ++calls === reports && controller.abort()),
      'TFM_CANCELLED',
    );
    await run(stopped);
    expect(await digestsOf(join(stopped, 'out'))).toEqual(await digestsOf(join(whole, 'out')));
  });
}

/** What every trainer must do, whatever it trains: the checkpoint's files, and resuming. */
export function itTrainsResumably(name: string, train: (place: TrainingPlace) => Promise<void>): void {
  const { newDir, run } = trainingRuns(train);

  it('writes a model and a manifest that names the organs in order', async () => {
    const dir = await newDir();
    await run(dir);
    const files = await readdir(join(dir, 'out'));
    expect(files).toEqual(expect.arrayContaining([checkpointFiles.model, checkpointFiles.manifest]));
    const file = join(dir, 'out', checkpointFiles.manifest);
    const manifest = parseJson(await readFile(file, 'utf8'), checkpointManifest, { file });
    const organs = testAnatomy.organs.map(({ organ }) => organ);
    expect(manifest).toMatchObject({ trainer: name, organs, seed });
    expect(manifest.steps).toBeGreaterThan(0);
    expect(manifest.parameters).toBeGreaterThan(0);
    // Whoever embeds with an aligned model reads its head there.
    const aligned = files.includes(checkpointFiles.vocabulary);
    expect([manifest.scale, manifest.bias].map((one) => one !== undefined)).toEqual([aligned, aligned]);
  });

  itResumes(train, 3);
}
