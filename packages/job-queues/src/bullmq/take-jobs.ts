import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobLine, TakenJob } from '@totalfm/core';
import { Worker, type Job } from 'bullmq';
import { createHands } from './hands.ts';
import { leave } from './leave.ts';
import type { Lines } from './lines.ts';
import type { QueuePlace } from './place.ts';

/** How long an empty queue is left alone: longer and longer. */
const waits = { first: 20, most: 500 };

interface TakerParts extends QueuePlace {
  readonly lines: Lines;
  /** How long a job is held without a word of its worker. */
  readonly lockMs: number;
}

export interface Taker {
  take(serves: (line: JobLine) => boolean, signal: AbortSignal): Promise<TakenJob | undefined>;
  close(): Promise<void>;
}

/** Takes jobs of all lines in turn. BullMQ holds and hands them on; which line is next is decided here. */
export function createTaker(parts: TakerParts): Taker {
  const workers = new Map<string, Worker>();
  const hands = createHands(parts.lockMs);
  let turn = 0;

  const workerOf = (name: string): Worker => {
    const known = workers.get(name) ?? openWorker(name, parts);
    workers.set(name, known);
    return known;
  };

  /** Lines that are gone, and of which no job is in hand, need no connections. */
  const forget = async (open: readonly JobLine[]) => {
    const used = new Set([...open.map(({ name }) => name), ...hands.lines()]);
    for (const [name, worker] of workers) {
      if (used.has(name)) continue;
      workers.delete(name);
      await leave(worker.close(true));
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
      if (job) return hands.hold(line, job, { worker, token });
    }
    return undefined;
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
      hands.close();
      await Promise.all([...workers.values()].map((worker) => leave(worker.close(true))));
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
