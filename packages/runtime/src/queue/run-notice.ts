import { hostname } from 'node:os';
import type { JobQueue } from '@totalfm/core';

/** What a run says of itself to those who watch its queue. */
export interface RunNotice {
  readonly host: string;
  readonly pid: number;
  /** The stages that are worked on. */
  readonly stages: string;
  readonly done: number;
  readonly total: number;
  /** Exams of them that were done when this process began. */
  readonly before: number;
  /** Seconds since then. */
  readonly seconds: number;
  /** Exams that failed since then, by code. */
  readonly failures: Readonly<Record<string, number>>;
}

export const runKind = 'run';

/** A run says every 2 seconds where it is, and is believed for 10. */
const [beatMs, believedSeconds] = [2000, 10];

/** Tells a queue how far a run has come with some stages. */
export interface RunAnnouncer {
  examDone(): void;
  failed(counts: Readonly<Record<string, number>>): void;
  close(): void;
}

export function announceRun(
  queue: JobQueue,
  run: string,
  { stages, before, total }: Pick<RunNotice, 'stages' | 'before' | 'total'>,
): RunAnnouncer {
  const started = performance.now();
  const failures: Record<string, number> = {};
  let done = before;
  const say = () => {
    const seconds = (performance.now() - started) / 1000;
    const data: RunNotice = { host: hostname(), pid: process.pid, stages, done, total, before, seconds, failures };
    queue.announce({ kind: runKind, id: run, data: data as never }, believedSeconds).catch(() => undefined);
  };
  say();
  const beat = setInterval(say, beatMs);
  return {
    examDone: () => void (done = Math.min(done + 1, total)),
    failed(counts) {
      for (const [code, count] of Object.entries(counts)) failures[code] = (failures[code] ?? 0) + count;
    },
    close: () => clearInterval(beat),
  };
}
