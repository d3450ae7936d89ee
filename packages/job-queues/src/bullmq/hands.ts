import type { JobLine, Json, TakenJob } from '@totalfm/core';
import { UnrecoverableError, type Job, type Worker } from 'bullmq';

interface Hand {
  readonly worker: Worker;
  readonly token: string;
  readonly lost: AbortController;
}

/** Jobs in hand, whose locks are renewed until they are settled. */
export interface Hands {
  hold(line: JobLine, job: Job, of: Pick<Hand, 'worker' | 'token'>): TakenJob;
  /** Names of the queues that they are of. */
  lines(): readonly string[];
  close(): void;
}

/** `lockMs` is how long a job is held without a word of its worker. */
export function createHands(lockMs: number): Hands {
  const held = new Map<Job, Hand>();
  const renewal = setInterval(() => void renewLocks(held, lockMs), lockMs / 4);
  renewal.unref();

  return {
    hold(line, job, { worker, token }) {
      const lost = new AbortController();
      held.set(job, { worker, token, lost });
      const settle = async (work: () => Promise<unknown>) => {
        held.delete(job);
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
        signal: lost.signal,
        progress: (data) => job.updateProgress(data as object).catch(() => undefined),
        done: (result) => settle(() => job.moveToCompleted(result, token, false)),
        failed(record, again) {
          const reason = JSON.stringify(record);
          return settle(() =>
            job.moveToFailed(again ? new Error(reason) : new UnrecoverableError(reason), token, false),
          );
        },
        giveBack: () => settle(() => job.moveToWait(token)),
      };
    },
    lines: () => [...held.values()].map(({ worker }) => worker.name),
    close: () => clearInterval(renewal),
  };
}

/** Says of every job in hand that it is worked on; one that is another’s by now is told so. */
async function renewLocks(held: ReadonlyMap<Job, Hand>, lockMs: number): Promise<void> {
  const byWorker = new Map<Worker, (readonly [Job, Hand])[]>();
  for (const entry of held) byWorker.set(entry[1].worker, [...(byWorker.get(entry[1].worker) ?? []), entry]);
  for (const [worker, entries] of byWorker) {
    const ids = entries.map(([job]) => job.id as string);
    const tokens = entries.map(([, { token }]) => token);
    const gone = await worker.extendJobLocks(ids, tokens, lockMs).catch(() => [] as string[]);
    for (const [job, { lost }] of entries) if (gone.includes(job.id as string) && held.has(job)) lost.abort();
  }
}

/** True where a job or its lock is not there any more. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && /Missing (key|lock)|Lock mismatch|not in the active state/i.test(error.message);
