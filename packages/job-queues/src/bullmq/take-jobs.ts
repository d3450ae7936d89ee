import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobLine, Json, TakenJob } from '@totalfm/core';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Lines } from './lines.ts';
import type { QueuePlace } from './place.ts';

/** How long an empty queue is left alone: longer and longer. */
const waits = { first: 20, most: 500 };

interface TakerParts extends QueuePlace {
  readonly lines: Lines;
  /** How long a job is held without a word of its worker. */
  readonly lockMs: number;
}

interface Hand {
  readonly worker: Worker;
  readonly token: string;
  readonly lost: AbortController;
}

export interface Taker {
  take(serves: (line: JobLine) => boolean, signal: AbortSignal): Promise<TakenJob | undefined>;
  close(): Promise<void>;
}

/** Takes jobs of all lines in turn. BullMQ holds, renews and hands them on; which line is next is decided here. */
export function createTaker(parts: TakerParts): Taker {
  const workers = new Map<string, Worker>();
  const hands = new Map<Job, Hand>();
  let turn = 0;
  const renewal = setInterval(() => void renewLocks(hands, parts.lockMs), parts.lockMs / 4);
  renewal.unref();

  const workerOf = (name: string): Worker => {
    const known = workers.get(name) ?? openWorker(name, parts);
    workers.set(name, known);
    return known;
  };

  /** Lines that are gone, and of which no job is in hand, need no connections. */
  const forget = async (open: readonly JobLine[]) => {
    const used = new Set([...open.map(({ name }) => name), ...[...hands.values()].map(({ worker }) => worker.name)]);
    for (const [name, worker] of workers) {
      if (used.has(name)) continue;
      workers.delete(name);
      await worker.close(true);
    }
  };

  async function next(serves: (line: JobLine) => boolean): Promise<TakenJob | undefined> {
    const open = await parts.lines.list();
    await forget(open);
    const served = open.filter(serves);
    const first = turn++;
    for (let step = 0; step < served.length; step++) {
      const line = served[(first + step) % served.length];
      const worker = workerOf(line.name);
      const token = randomUUID();
      const job = (await worker.getNextJob(token, { block: false })) as Job | undefined;
      if (job) return taken(line, job, { worker, token, lost: new AbortController() });
    }
    return undefined;
  }

  function taken(line: JobLine, job: Job, hand: Hand): TakenJob {
    hands.set(job, hand);
    const settle = async (work: () => Promise<unknown>) => {
      hands.delete(job);
      // Whoever has it now, or nobody: what was done lies where it belongs, and a second time it is found there.
      await work().catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    };
    return {
      line,
      job: { id: job.id as string, data: job.data as Json },
      lost: job.stalledCounter,
      triesLeft: Math.max((job.opts.attempts ?? 1) - job.attemptsMade - 1, 0),
      signal: hand.lost.signal,
      progress: (data) => job.updateProgress(data as object).catch(() => undefined),
      done: (result) => settle(() => job.moveToCompleted(result, hand.token, false)),
      failed(record, again) {
        const reason = JSON.stringify(record);
        return settle(() =>
          job.moveToFailed(again ? new Error(reason) : new UnrecoverableError(reason), hand.token, false),
        );
      },
      giveBack: () => settle(() => job.moveToWait(hand.token)),
    };
  }

  return {
    async take(serves, signal) {
      for (let wait = waits.first; !signal.aborted; wait = Math.min(wait * 2, waits.most)) {
        const job = await next(serves);
        if (job) return job;
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
      return undefined;
    },
    async close() {
      clearInterval(renewal);
      await Promise.all([...workers.values()].map((worker) => worker.close(true)));
      workers.clear();
    },
  };
}

function openWorker(name: string, { connection, prefix, lockMs }: TakerParts): Worker {
  const worker = new Worker(name, null, {
    connection: { ...connection },
    prefix,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    // What befalls a job that workers are lost with is decided by who takes it next.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('error', () => {});
  void worker.startStalledCheckTimer();
  return worker;
}

/** Says of every job in hand that it is worked on; one that is another’s by now is told so. */
async function renewLocks(hands: ReadonlyMap<Job, Hand>, lockMs: number): Promise<void> {
  const byWorker = new Map<Worker, (readonly [Job, Hand])[]>();
  for (const entry of hands) byWorker.set(entry[1].worker, [...(byWorker.get(entry[1].worker) ?? []), entry]);
  for (const [worker, held] of byWorker) {
    const ids = held.map(([job]) => job.id as string);
    const tokens = held.map(([, { token }]) => token);
    const gone = await worker.extendJobLocks(ids, tokens, lockMs).catch(() => [] as string[]);
    for (const [job, { lost }] of held) if (gone.includes(job.id as string) && hands.has(job)) lost.abort();
  }
}

/** True where a job or its lock is not there any more. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && /Missing (key|lock)|Lock mismatch|not in the active state/i.test(error.message);
