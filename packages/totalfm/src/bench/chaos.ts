import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '@totalfm/core';
import { startRedis, type RedisServer } from '@totalfm/testing';
import { bullmqOf, cohortFolder, differing, digestsOf, ended, start, timed, upToPairs } from './machines.ts';
import type { ChildProcess } from 'node:child_process';

export interface ChaosOptions {
  readonly exams: number;
  readonly workers: number;
  readonly events: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

/** What befalls a run. */
const kinds = [
  'worker killed',
  'driver killed',
  'redis restarted',
  'redis frozen',
  'folder read-only',
  'disk full',
] as const;
type Kind = (typeof kinds)[number];

/** Workers that meet a full disk: every file that they open for writing fails as long as a marker is there. */
const fullDisk = (marker: string) => {
  const code = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
const full = (flags) => typeof flags === 'string' && /[wa]/.test(flags) && fs.existsSync(${JSON.stringify(marker)});
const error = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
const { open, writeFile } = fs.promises;
fs.promises.open = (path, flags, mode) => (full(flags) ? Promise.reject(error()) : open(path, flags, mode));
fs.promises.writeFile = (path, ...rest) => (full('w') ? Promise.reject(error()) : writeFile(path, ...rest));
syncBuiltinESMExports();`;
  return {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import data:text/javascript,${encodeURIComponent(code)}`,
  };
};

/**
 * Runs a cohort of phantoms up to its pairs by workers at a queue while so many things happen to all of them, at random, and
 * compares what comes out with what one process makes. Throws where it differs, or an exam is lost.
 */
export async function chaos({
  exams,
  workers,
  events,
  seed,
  log,
}: ChaosOptions): Promise<Readonly<Record<string, unknown>>> {
  const random = createRandom(seed);
  const [plain, dir] = [await cohortFolder(exams), await cohortFolder(exams)];
  log('one process');
  const alone = await timed(upToPairs, plain);
  const redis = await startRedis(['--appendfsync', 'everysec']);
  const stage = new Stage(dir, redis, workers, log);
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  const started = performance.now();
  try {
    await stage.begin();
    for (let event = 0; event < events && !stage.isDone; event++) {
      await delay(random.uniform(500, 2500));
      const kind = random.pick(kinds);
      counts[kind]++;
      log(`${event + 1}/${events} ${kind}`);
      await stage.happen(kind, random);
    }
    await stage.finish();
  } finally {
    await stage.close();
    await redis.close();
  }
  const misfits = differing(await digestsOf(plain), await digestsOf(dir));
  if (misfits.length > 0)
    throw new Error(`${misfits.length} files differ, the first: ${misfits.slice(0, 5).join(', ')}`);
  await Promise.all([plain, dir].map((folder) => rm(folder, { recursive: true })));
  return { exams, workers, counts, seconds: (performance.now() - started) / 1000, aloneSeconds: alone, misfits: 0 };
}

/** A run, its workers and its queue. */
class Stage {
  isDone = false;
  private isOver = false;
  private driver: ChildProcess | undefined;
  private readonly workers: ChildProcess[] = [];
  private readonly marker: string;

  constructor(
    private readonly dir: string,
    private readonly redis: RedisServer,
    private readonly count: number,
    private readonly log: (line: string) => void,
  ) {
    this.marker = join(dir, 'disk-is-full');
  }

  async begin(): Promise<void> {
    for (let index = 0; index < this.count; index++) this.startWorker(index);
    this.startDriver();
  }

  /** One event, to its end where it has one. */
  async happen(kind: Kind, random: Random): Promise<void> {
    if (kind === 'worker killed') {
      const index = random.integer(this.count);
      this.workers[index].kill('SIGKILL');
      await ended(this.workers[index]);
      this.startWorker(index);
    } else if (kind === 'driver killed') {
      this.driver?.kill('SIGKILL');
      if (this.driver) await ended(this.driver);
      this.startDriver();
    } else if (kind === 'redis restarted') {
      await this.redis.kill();
      await delay(random.uniform(0, 3000));
      await this.redis.start();
    } else if (kind === 'redis frozen') {
      this.redis.freeze();
      await delay(20_000);
      this.redis.thaw();
    } else if (kind === 'folder read-only') {
      const runs = join(this.dir, 'runs');
      execFileSync('mount', ['--bind', runs, runs]);
      execFileSync('mount', ['-o', 'remount,ro,bind', runs]);
      await delay(10_000);
      execFileSync('mount', ['-o', 'remount,rw,bind', runs]);
      execFileSync('umount', ['-l', runs]);
    } else {
      await writeFile(this.marker, '');
      await delay(random.uniform(2000, 8000));
      await rm(this.marker);
    }
  }

  /** Waits for the end of the run, begun again where an event has ended it. */
  async finish(): Promise<void> {
    for (let attempt = 0; attempt < 20 && !this.isDone; attempt++) {
      if (this.driver && (await ended(this.driver)) === 0) return;
      this.startDriver();
    }
    if (!this.isDone) throw new Error('The run did not come to its end.');
  }

  async close(): Promise<void> {
    this.isOver = true;
    for (const child of [...this.workers, ...(this.driver ? [this.driver] : [])]) {
      child.kill('SIGKILL');
      await ended(child);
    }
  }

  private startDriver(): void {
    const child = start([...upToPairs, ...bullmqOf(this.redis.url)], {
      cwd: this.dir,
      log: (text) => this.said('run', text),
    });
    child.once('exit', (code) => {
      if (code === 0) this.isDone = true;
    });
    this.driver = child;
  }

  /** The first worker is the one whose disk may be full. */
  private startWorker(index: number): void {
    const args = [
      'worker',
      '--redis',
      this.redis.url,
      '--artifacts',
      join(this.dir, 'runs/.artifacts'),
      '--lost-after',
      '25',
    ];
    const env = index === 0 ? fullDisk(this.marker) : {};
    const child = start(args, {
      cwd: join(this.dir, 'elsewhere'),
      env,
      log: (text) => this.said(`worker ${index}`, text),
    });
    this.workers[index] = child;
    // One that finds no queue when it starts ends; whoever keeps workers starts it again.
    child.once('exit', (_, signal) => {
      if (signal === null && !this.isOver) setTimeout(() => !this.isOver && this.startWorker(index), 1000);
    });
  }

  private said(who: string, text: string): void {
    for (const line of text.split('\n').filter((one) => /warning|error|failed|died|refused/.test(one)))
      this.log(`  ${who}: ${line}`);
  }
}
