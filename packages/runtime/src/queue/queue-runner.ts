import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted, type JobQueue, type Json, type OfferedLine } from '@totalfm/core';
import type { ChunkRunner, ChunkRunOptions, ChunkTask } from '../work/chunk.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../canonical-json.ts';
import type { ExamTask } from '../stages/exam-task.ts';
import type { LineData } from './job-data.ts';
import { announceRun } from './run-notice.ts';
import { OfferedTasks } from './offered-tasks.ts';
import { placeOf, removeSetup, writeSetup, type RunSetup } from './setup-file.ts';
import { createWatch } from './watch-workers.ts';

/** Jobs in a queue at once: more than all workers together have in hand, and few enough to be held. */
const window = 1000;

/** How long to listen before the queue is asked what it has. */
const tickMs = 2000;

/** How long a queue may take to withdraw a line. */
const patienceMs = 5000;

export interface QueueRunnerParts {
  readonly queue: JobQueue;
  /** Artifacts, which workers share. */
  readonly store: ArtifactStore;
  readonly setup: Omit<RunSetup, 'token'>;
}

/**
 * Runs chunks on whichever machines work on a queue. What is done is told by what lies in the folder of artifacts: the queue may
 * forget, be restarted or be away, and this process may end and begin again.
 */
export function createQueueRunner({ queue, store, setup }: QueueRunnerParts): ChunkRunner {
  let written: Promise<string> | undefined;
  return {
    async run(tasks, options = {}) {
      throwIfAborted(options.signal);
      const rest = tasks[Symbol.iterator]();
      const first = rest.next();
      if (first.done) return;
      written ??= writeSetup(store, { ...setup, token: randomUUID() });
      const line = lineOf(first.value as ExamTask, await written, setup.experiment.name);
      const { done: before = 0, total = 0 } = options.units ?? {};
      const announcer = announceRun(queue, setup.experiment.name, { stages: first.value.work, before, total });
      const onUnit = (milliseconds: Readonly<Record<string, number>>) => {
        announcer.examDone();
        options.onUnit?.(milliseconds);
      };
      const offered = new OfferedTasks({ ...options, onUnit, onFailures: announcer.failed }, placeOf(store));
      const end = await queue.offer(line, offered.events);
      try {
        await offerAll({ first, rest, offered, end, watch: createWatch(queue, line, options) }, options);
      } finally {
        announcer.close();
        // A queue that is away cannot withdraw anything.
        await Promise.race([end.close(), delay(patienceMs)]);
      }
    },
    async close() {
      if (written) await removeSetup(store, await written);
    },
  };
}

interface Offering {
  readonly first: IteratorResult<ChunkTask>;
  readonly rest: Iterator<ChunkTask>;
  readonly offered: OfferedTasks;
  readonly end: OfferedLine;
  readonly watch: () => Promise<void>;
}

/** Keeps the line filled until all tasks are done. */
async function offerAll({ first, rest, offered, end, watch }: Offering, options: ChunkRunOptions): Promise<void> {
  let looked = performance.now();
  for (let next = first; !next.done || offered.waiting > 0; ) {
    if (!next.done && offered.waiting < window / 2) {
      const batch: ChunkTask[] = [];
      for (; !next.done && offered.waiting + batch.length < window; next = rest.next()) batch.push(next.value);
      await untilAborted(end.add(offered.add(batch)), options);
      continue;
    }
    await offered.settled(tickMs, options.signal);
    if (performance.now() - looked < tickMs) continue;
    await untilAborted(Promise.all([offered.reconcile(end), watch()]), options);
    looked = performance.now();
  }
}

/** Nothing of the queue is waited for once the run is cancelled. */
async function untilAborted<T>(work: Promise<T>, { signal }: ChunkRunOptions): Promise<T | void> {
  if (!signal) return work;
  const aborted = new AbortController();
  const stopped = new Promise<void>((stop) =>
    signal.addEventListener('abort', () => stop(), { signal: aborted.signal }),
  );
  try {
    const result = await Promise.race([work, stopped]);
    throwIfAborted(signal);
    return result;
  } finally {
    aborted.abort();
  }
}

/** Named by what it makes: the next process that drives the same run finds what waits in it. */
function lineOf({ args }: ExamTask, setup: string, run: string) {
  const data: LineData = { run, stages: args.stages.map(({ name }) => name), setup };
  return { name: `${run}.${hashJson(args.stages as unknown as Json).slice(0, 16)}`, data };
}
