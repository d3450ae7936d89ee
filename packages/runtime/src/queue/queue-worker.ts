import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorRecord, type JobLine, toErrorRecord, writing, type TakenJob } from '@totalfm/core';
import type { WorkerPool } from '../work/worker-pool.ts';
import { doJob } from './do-job.ts';
import { lineData, type LineData } from './job-data.ts';
import { createLineSetups, type LineSetups } from './line-setups.ts';
import type { QueueWorkerOptions, WorkerNotice } from './worker-options.ts';
import { refusalKind, workerKind } from './watch-workers.ts';

/** A worker says every 5 seconds that it is there, and is believed for 15. */
const [heartbeatMs, believedSeconds] = [5000, 15];

/** How long a line is left alone that this worker cannot work for: until then somebody may have mended it. */
const refusalMs = 30_000;

/** Works on the lines of a queue until it is told to end; what is in hand then is given back. */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { queue, store, concurrency, log = () => {} } = options;
  await writing(store.root, () => mkdir(store.root, { recursive: true }));
  const worker = new QueueWorker(options);
  const say = () =>
    queue
      .announce({ kind: workerKind, id: worker.id, data: worker.notice() as never }, believedSeconds)
      .catch(() => undefined);
  await say();
  const heartbeat = setInterval(() => void say(), heartbeatMs);
  log({ what: 'started' });
  try {
    await Promise.all(Array.from({ length: concurrency }, () => worker.work()));
  } finally {
    clearInterval(heartbeat);
    await worker.close();
    log({ what: 'ended' });
  }
}

class QueueWorker {
  readonly id = `${hostname()}:${process.pid}`;
  private readonly setups: LineSetups;
  private readonly refused = new Map<string, number>();
  private readonly counts = { chunks: 0, exams: 0, failed: 0 };
  private readonly inHand = new Set<WorkerNotice['inHand'][number]>();

  constructor(private readonly options: QueueWorkerOptions) {
    this.setups = createLineSetups(options);
  }

  notice(): WorkerNotice {
    const { concurrency, stages = [] } = this.options;
    const memoryBytes = process.memoryUsage.rss();
    const inHand = [...this.inHand];
    return { host: hostname(), pid: process.pid, concurrency, stages, ...this.counts, memoryBytes, inHand };
  }

  /** One chunk after the other. */
  async work(): Promise<void> {
    const { queue, signal } = this.options;
    const serves = (line: JobLine) => this.serves(line);
    for (let taken = await queue.take(serves, signal); taken; taken = await queue.take(serves, signal)) {
      const line = taken.line.data as LineData;
      const job = taken;
      const pool = await this.setups.poolOf(line).catch((error: unknown) => this.refuse(job, error));
      if (pool) await this.do(taken, line, pool);
    }
  }

  close(): Promise<void> {
    return this.setups.close();
  }

  private serves({ name, data }: JobLine): boolean {
    const { stages } = this.options;
    const line = lineData.safeParse(data).data;
    if (!line || (stages && !line.stages.every((stage) => stages.includes(stage)))) return false;
    return performance.now() - (this.refused.get(name) ?? -Infinity) > refusalMs;
  }

  private async refuse({ line, giveBack }: TakenJob, error: unknown): Promise<undefined> {
    const { queue, log } = this.options;
    this.refused.set(line.name, performance.now());
    const record = toErrorRecord(error);
    log?.({ what: 'refused', run: (line.data as LineData).run, error: record });
    await giveBack();
    await queue.announce({ kind: refusalKind, id: `${line.name} ${this.id}`, data: record as never }, refusalMs / 1000);
  }

  private async do(taken: TakenJob, { run, stages }: LineData, pool: WorkerPool): Promise<void> {
    const { store, signal, log = () => {} } = this.options;
    const about = { run, stages, chunk: Number((taken.job.data as { chunk?: number }).chunk) };
    this.inHand.add(about);
    const started = performance.now();
    const onDeath = (error: ErrorRecord) => log({ what: 'died', ...about, error });
    const { what, exams, error, isPassing } = await doJob(taken, { pool, store, signal, onDeath });
    this.inHand.delete(about);
    if (what === 'done') this.counts.chunks++;
    if (what === 'failed') this.counts.failed++;
    this.counts.exams += exams;
    log({ ...about, what, exams, seconds: (performance.now() - started) / 1000, error });
    // A machine whose disk is full leaves the next to others for a while.
    if (isPassing) await delay(heartbeatMs, undefined, { signal }).catch(() => undefined);
    await this.setups.closeUnused([...this.inHand].map(({ run }) => run));
  }
}
