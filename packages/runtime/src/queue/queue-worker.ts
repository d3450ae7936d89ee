import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorRecord, type JobQueue, toErrorRecord, writing, type TakenJob } from '@totalfm/core';
import type { Program } from '../experiment/load.ts';
import { doJob } from './do-job.ts';
import { lineData, type LineData } from './job-data.ts';
import { createLineSetups } from './line-setups.ts';
import { refusalKind, workerKind } from './watch-workers.ts';

/** A worker says every 5 seconds that it is there, and is believed for 15. */
const [heartbeatMs, believedSeconds] = [5000, 15];

/** How long a line is left alone that this worker cannot work for: until then somebody may have mended it. */
const refusalMs = 30_000;

export interface QueueWorkerOptions {
  readonly queue: JobQueue;
  /** Folder of artifacts, shared with the runs. */
  readonly artifacts: string;
  readonly program: Program;
  /** A file that calls `startWorker`, for processes that do the work. */
  readonly entry: string | URL;
  /** Chunks at once. */
  readonly concurrency: number;
  /** Stages that it works in; default: all. */
  readonly stages?: readonly string[];
  /** Absolute paths of plugins that it may load. */
  readonly plugins?: readonly string[];
  /** Versions of the program: a run of others is refused. */
  readonly versions: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What it does, line by line; ids only. */
  readonly log?: (line: WorkerLine) => void;
}

/** One line of a worker's log. */
export interface WorkerLine {
  readonly what: 'started' | 'done' | 'failed' | 'given back' | 'refused' | 'died' | 'ended';
  readonly run?: string;
  readonly stages?: readonly string[];
  readonly chunk?: number;
  /** How many were done. */
  readonly exams?: number;
  readonly seconds?: number;
  readonly error?: ErrorRecord;
}

/** What a worker says of itself, to those who watch. */
export interface WorkerNotice {
  readonly host: string;
  readonly pid: number;
  readonly concurrency: number;
  readonly stages: readonly string[];
  readonly chunks: number;
  readonly exams: number;
  readonly failed: number;
  readonly memoryBytes: number;
  /** What it has in hand: run, stages and chunk. */
  readonly inHand: readonly { readonly run: string; readonly stages: readonly string[]; readonly chunk: number }[];
}

/** Works on the lines of a queue until it is told to end; what is in hand then is given back. */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { queue, artifacts, concurrency, signal, log = () => {} } = options;
  await writing(artifacts, () => mkdir(artifacts, { recursive: true }));
  const id = `${hostname()}:${process.pid}`;
  const setups = createLineSetups(options);
  const refused = new Map<string, number>();
  const counts = { chunks: 0, exams: 0, failed: 0 };
  const inHand = new Set<WorkerNotice['inHand'][number]>();

  const serves = ({ name, data }: TakenJob['line']) => {
    const line = lineData.safeParse(data).data;
    if (!line || (options.stages && !line.stages.every((stage) => options.stages?.includes(stage)))) return false;
    return performance.now() - (refused.get(name) ?? -Infinity) > refusalMs;
  };

  async function refuse({ line, giveBack }: TakenJob, error: unknown): Promise<void> {
    refused.set(line.name, performance.now());
    const record = toErrorRecord(error);
    log({ what: 'refused', run: (line.data as LineData).run, error: record });
    await giveBack();
    await queue.announce({ kind: refusalKind, id: `${line.name} ${id}`, data: record as never }, refusalMs / 1000);
  }

  async function work(): Promise<void> {
    for (;;) {
      const taken = await queue.take(serves, signal);
      if (!taken) return;
      const line = taken.line.data as LineData;
      const pool = await setups.poolOf(line).catch((error: unknown) => void refuse(taken, error));
      if (!pool) continue;
      const about = { run: line.run, stages: line.stages, chunk: Number((taken.job.data as { chunk?: number }).chunk) };
      inHand.add(about);
      const started = performance.now();
      const result = await doJob(taken, {
        pool,
        artifacts,
        signal,
        onDeath: (error) => log({ what: 'died', ...about, error }),
      });
      inHand.delete(about);
      if (result.what === 'done') counts.chunks++;
      if (result.what === 'failed') counts.failed++;
      counts.exams += result.exams;
      log({
        ...about,
        what: result.what,
        exams: result.exams,
        seconds: (performance.now() - started) / 1000,
        error: result.error,
      });
      // A machine whose disk is full leaves the next to others for a while.
      if (result.isPassing) await delay(heartbeatMs, undefined, { signal }).catch(() => undefined);
      await setups.closeUnused([...inHand].map(({ run }) => run));
    }
  }

  const say = () =>
    queue
      .announce({ kind: workerKind, id, data: noticeOf(options, counts, [...inHand]) as never }, believedSeconds)
      .catch(() => undefined);
  await say();
  const heartbeat = setInterval(() => void say(), heartbeatMs);
  log({ what: 'started' });
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    clearInterval(heartbeat);
    await setups.close();
    log({ what: 'ended' });
  }
}

const noticeOf = (
  { concurrency, stages = [] }: QueueWorkerOptions,
  counts: Pick<WorkerNotice, 'chunks' | 'exams' | 'failed'>,
  inHand: WorkerNotice['inHand'],
): WorkerNotice => ({
  host: hostname(),
  pid: process.pid,
  concurrency,
  stages,
  ...counts,
  memoryBytes: process.memoryUsage.rss(),
  inHand,
});
