import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Feeds } from '@totalfm/core';
import { initialValues } from '../train/initial-values.ts';
import { createThreadedEngine } from '../train/threaded-engine.ts';
import { traceStepPrograms } from '../train/step-programs.ts';
import { initialState } from '../train/training-state.ts';
import { bundleEngine } from './bundle-engine.ts';
import { median } from './median.ts';
import { randomBatch, videomaeStep } from './videomae-step.ts';

/** A step's patches and targets are 8 volumes of 64³. */
const [volumes, side, windowWidth] = [8, 64, 400];

/** Milliseconds a VideoMAE step in the engine's own thread, with a constant batch and with one that is loaded for each step. */
export interface OverlapReport {
  readonly constantMilliseconds: number;
  readonly loadedMilliseconds: number;
  /** Of loading one batch, with nothing beside it. */
  readonly loadMilliseconds: number;
  /** Loaded over constant; steps of the two kinds take turns. */
  readonly ratio: number;
}

/**
 * The loader reads a batch as the trainers do, while the engine works on the one before: 8 volumes of int16 from files,
 * windowed to float32, a part of each as patches and the rest as targets.
 */
export async function measureOverlap(rounds = 16): Promise<OverlapReport> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-overlap-'));
  const random = createRandom(3);
  const files = Array.from({ length: volumes }, (_, index) => join(dir, `${index}.int16`));
  for (const file of files)
    await writeFile(
      file,
      Int16Array.from({ length: side ** 3 }, () => Math.round(40 * random.normal())),
    );
  const { entry, dispose } = await bundleEngine();
  const engine = await createThreadedEngine(
    {
      programs: traceStepPrograms(videomaeStep),
      state: initialState(videomaeStep, initialValues(videomaeStep.parameters, 1)),
      threads: 2,
    },
    entry,
  );
  const constant = randomBatch(2);
  const scalars = { learningRate: 1e-3, ...videomaeStep.optimizer.scalarsOf(1) };

  /** One step, and beside it whatever makes the next batch: the next step could begin when both are done. */
  const time = async (batch: Feeds, makeNext: () => Promise<unknown>) => {
    const start = performance.now();
    await Promise.all([engine.run([{ batches: [batch], scalars }]), makeNext()]);
    return performance.now() - start;
  };

  try {
    await time(structuredClone(constant), () => load(files, constant));
    const loading = performance.now();
    let next = await load(files, constant);
    const loadMilliseconds = performance.now() - loading;
    const pairs: [constant: number, loaded: number][] = [];
    for (let round = 0; round < rounds; round++) {
      const without = await time(structuredClone(constant), async () => {});
      const batch = next;
      pairs.push([
        without,
        await time(batch, async () => {
          next = await load(files, constant);
        }),
      ]);
    }
    const [constantMilliseconds, loadedMilliseconds] = [
      median(pairs.map(([without]) => without)),
      median(pairs.map(([, on]) => on)),
    ];
    return {
      constantMilliseconds,
      loadedMilliseconds,
      loadMilliseconds,
      ratio: loadedMilliseconds / constantMilliseconds,
    };
  } finally {
    await engine.dispose();
    await dispose();
    await rm(dir, { recursive: true, force: true });
  }
}

async function load(files: readonly string[], { visiblePositions, positions }: Feeds): Promise<Feeds> {
  const voxels = await Promise.all(
    files.map(async (file) => {
      const { buffer, byteOffset, length } = await readFile(file);
      const hu = new Int16Array(buffer, byteOffset, length / 2);
      const values = new Float32Array(hu.length);
      for (let i = 0; i < hu.length; i++) values[i] = Math.min(1, Math.max(0, 0.5 + hu[i] / windowWidth));
      return values;
    }),
  );
  const visible = side ** 3 / 4;
  const patches = new Float32Array(volumes * visible);
  const targets = new Float32Array(volumes * (side ** 3 - visible));
  voxels.forEach((values, index) => {
    patches.set(values.subarray(0, visible), index * visible);
    targets.set(values.subarray(visible), index * (side ** 3 - visible));
  });
  return { patches, targets, visiblePositions: visiblePositions.slice(), positions: positions.slice() };
}
