import type { ErrorRecord, Notice } from '@totalfm/core';
import { refusalKind, runKind, workerKind, type RunNotice, type WorkerNotice } from '@totalfm/runtime';
import { secondsText } from '../console/progress.ts';
import { table } from '../console/table.ts';

/** What those at a queue say of themselves. */
export interface QueueStatus {
  readonly runs: readonly (RunNotice & {
    readonly run: string;
    readonly examsPerSecond: number;
    /** Absent as long as no exam tells how long one takes. */
    readonly secondsLeft?: number;
  })[];
  readonly workers: readonly (WorkerNotice & { readonly worker: string })[];
  /** Workers that do not work for a run, and why. */
  readonly refusals: readonly { readonly of: string; readonly error: ErrorRecord }[];
}

export function statusOf(notices: readonly Notice[]): QueueStatus {
  const ofKind = <T>(wanted: string) =>
    notices.filter(({ kind }) => kind === wanted).map(({ id, data }) => ({ id, data: data as unknown as T }));
  return {
    runs: ofKind<RunNotice>(runKind).map(({ id, data }) => {
      const rate = data.seconds > 0 ? (data.done - data.before) / data.seconds : 0;
      const left = rate > 0 ? { secondsLeft: (data.total - data.done) / rate } : {};
      return { run: id, ...data, examsPerSecond: rate, ...left };
    }),
    workers: ofKind<WorkerNotice>(workerKind).map(({ id, data }) => ({ worker: id, ...data })),
    refusals: ofKind<ErrorRecord>(refusalKind).map(({ id, data }) => ({ of: id, error: data })),
  };
}

export function statusText({ runs, workers, refusals }: QueueStatus): string {
  const runRows = runs.map(({ run, stages, done, total, examsPerSecond, secondsLeft, failures }) => [
    run,
    stages,
    `${done}/${total}`,
    examsPerSecond.toFixed(2),
    secondsLeft === undefined ? '–' : secondsText(secondsLeft),
    failuresText(failures),
  ]);
  const workerRows = workers.map(({ worker, concurrency, chunks, exams, failed, memoryBytes, inHand }) => [
    worker,
    concurrency,
    chunks,
    exams,
    failed,
    `${Math.round(memoryBytes / 1e6)} MB`,
    inHand.map(({ run, chunk }) => `${run} ${chunk}`).join(', ') || 'waits',
  ]);
  return [
    runs.length > 0
      ? table([['run', 'stages', 'exams', 'a second', 'left', 'failed'], ...runRows])
      : 'no run is at work here',
    '',
    workers.length > 0
      ? table([['worker', 'at once', 'parts', 'exams', 'failed', 'memory', 'in hand'], ...workerRows])
      : 'no worker listens here',
    ...refusals.map(({ of, error }) => `${of} refuses: ${error.message} (${error.code})`),
  ].join('\n');
}

const failuresText = (failures: Readonly<Record<string, number>>) =>
  Object.entries(failures)
    .map(([code, count]) => `${code} ${count}×`)
    .join(', ') || '0';
