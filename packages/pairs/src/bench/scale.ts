import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, localFiles, type PairColumns, type PairReader, type Random } from '@totalfm/core';
import { createParquetPairs, createWebDataset } from '../index.ts';
import { syntheticStore, writeSyntheticPieces, type SyntheticStore } from './synthetic-store.ts';

/** Seconds that a rate is measured for. */
const SECONDS = 8;

type Numbers = Readonly<Record<string, number>>;

const steps: Readonly<Record<string, (store: SyntheticStore) => Promise<Numbers>>> = {
  async finish({ volumes, pairs, pieces }) {
    const volumeSeconds = await seconds(() => createWebDataset().finish(volumes, localFiles(volumes), pieces));
    const pairSeconds = await seconds(() => createParquetPairs().finish(pairs, localFiles(pairs), pieces));
    return { finishSeconds: volumeSeconds + pairSeconds, finishCpuSeconds: cpuSeconds() };
  },
  async open(store) {
    const start = performance.now();
    const reader = await opened(store);
    return {
      rows: reader.columns.length,
      openSeconds: (performance.now() - start) / 1000,
      openCpuSeconds: cpuSeconds(),
    };
  },
  async sampling(store) {
    const { columns } = await opened(store);
    // The sampler is the trainers', which this package does not import: only this measurement knows where it lies.
    const path = new URL('../../../trainers/src/contrastive/sampler.ts', import.meta.url).href;
    const { createBatchSampler } = (await import(path)) as {
      createBatchSampler(
        columns: PairColumns,
        organs: number,
        byFinding: number,
      ): { draw(n: number, r: Random): number[] };
    };
    return {
      samplingSeconds: await seconds(async () => void createBatchSampler(columns, 4, 0.5).draw(64, createRandom(1))),
    };
  },
  async read(store) {
    const reader = await opened(store);
    const random = createRandom(2);
    const drawn = (count: number) => Array.from({ length: count }, () => random.integer(reader.columns.length));
    return {
      ...(await rate('rows', 256, async (count) => void (await reader.rows(drawn(count))))),
      ...(await rate('volumes', 64, async (count) => {
        await Promise.all(drawn(count).map((index) => reader.volume(index)));
      })),
    };
  },
};

async function opened({ volumes, pairs }: SyntheticStore): Promise<PairReader> {
  return createParquetPairs().open(localFiles(pairs), await createWebDataset().open(localFiles(volumes)));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Seconds of all processors that this process has taken: what others do on the machine changes the time, and this hardly. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function rate(name: string, batch: number, work: (count: number) => Promise<void>): Promise<Numbers> {
  const [start, cpu] = [performance.now(), cpuSeconds()];
  let done = 0;
  for (; performance.now() - start < 1000 * SECONDS; done += batch) await work(batch);
  return {
    [`${name}PerSecond`]: Math.round((1000 * done) / (performance.now() - start)),
    [`${name}PerCpuSecond`]: Math.round(done / (cpuSeconds() - cpu)),
  };
}

/** Does one step in this process, and says what it took. */
export async function runStep(name: string, store: SyntheticStore): Promise<void> {
  const numbers = await steps[name](store);
  process.send?.({ ...numbers, [`${name}Mb`]: Math.round(process.resourceUsage().maxRSS / 1024) });
  process.disconnect?.();
}

/** Every step in a process of its own, on a store that is made for it. */
export async function measureScale(exams: number, keep?: string): Promise<Numbers> {
  const dir = keep ?? (await mkdtemp(join(tmpdir(), 'totalfm-scale-')));
  try {
    const store = syntheticStore(dir, exams);
    if (!existsSync(store.pairs)) await writeSyntheticPieces(store, exams);
    const numbers: Record<string, number> = {};
    for (const name of Object.keys(steps)) Object.assign(numbers, await inProcess(name, store));
    return numbers;
  } finally {
    if (!keep) await rm(dir, { recursive: true });
  }
}

export function inProcess(name: string, store: SyntheticStore): Promise<Numbers> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1], ['step', name, JSON.stringify(store)]);
    let numbers: Numbers | undefined;
    child.on('message', (message) => (numbers = message as Numbers));
    child.on('exit', (code) =>
      numbers ? resolve(numbers) : reject(new Error(`The step ${name} ended with ${code}.`)),
    );
  });
}
