import { fromErrorRecord, throwIfAborted, type Job, type JobEvents, type Json, type OfferedLine } from '@totalfm/core';
import type { ChunkRunOptions, ChunkTask } from '../work/chunk.ts';
import { jobProgress } from './job-data.ts';
import { notShared } from './setup-file.ts';

/** How long the results of what is said to be done may take to be seen from here. */
const patienceMs = 20_000;

interface Entry {
  readonly task: ChunkTask;
  /** Exams that the run was told of. */
  told: number;
  /** Since when it is said to be done, and not seen. */
  claimedAt?: number;
  /** The queue did not have it when it was last asked. */
  isMissed?: boolean;
}

/** Tasks that wait in a queue, or are in some worker's hands. */
export interface Offered {
  readonly events: JobEvents;
  /** Takes tasks down, as jobs. */
  add(tasks: readonly ChunkTask[]): readonly Job[];
  /** How many are not done. */
  waiting(): number;
  /** Waits for one that is done, or so long. Throws what one failed with. */
  settled(ms: number, signal?: AbortSignal): Promise<void>;
  /** Looks for what is done, or lost, without having been told. */
  reconcile(line: OfferedLine): Promise<void>;
}

const jobOf = (task: ChunkTask): Job => ({ id: `chunk-${task.chunk}`, data: task as unknown as Json });

/** What a run wants to know of its tasks. */
export interface OfferedOptions extends Pick<ChunkRunOptions, 'onUnit' | 'onRecord' | 'isDone'> {
  /** Exams that failed in a task, by code. */
  readonly onFailures?: (counts: Readonly<Record<string, number>>) => void;
}

export function createOffered(options: OfferedOptions, artifacts: string): Offered {
  const {
    onUnit = () => {},
    onRecord = () => {},
    onFailures = () => {},
    isDone = () => Promise.resolve(true),
  } = options;
  const entries = new Map<string, Entry>();
  let failure: Error | undefined;
  let wake = () => {};

  /** Exams that were not told of yet; of a chunk that is found done, without their times. */
  const tell = (entry: Entry, units: readonly Readonly<Record<string, number>>[]) => {
    for (; entry.told < Math.min(units.length, entry.task.units); entry.told++) onUnit(units[entry.told]);
  };
  const settle = (id: string, entry: Entry) => {
    tell(
      entry,
      Array.from({ length: entry.task.units }, () => ({})),
    );
    entries.delete(id);
    wake();
  };
  const look = async (id: string, entry: Entry) => {
    if (await isDone(entry.task)) return settle(id, entry);
    if (entry.claimedAt === undefined || performance.now() - entry.claimedAt < patienceMs) return;
    failure ??= notShared(
      artifacts,
      `A worker has done part ${entry.task.chunk} of ${entry.task.work}, and it is not here`,
    );
    wake();
  };

  return {
    events: {
      progress(id, data) {
        const entry = entries.get(id);
        if (entry) tell(entry, jobProgress.safeParse(data).data?.units ?? []);
      },
      done(id, result) {
        const entry = entries.get(id);
        if (!entry || entry.claimedAt !== undefined) return;
        entry.claimedAt = performance.now();
        const { units, ledger, failures } = jobProgress.parse(jobProgress.safeParse(result).data ?? { units: [] });
        tell(entry, units);
        onFailures(failures);
        for (const line of ledger) onRecord(line);
        void look(id, entry);
      },
      failed(id, error) {
        if (!entries.has(id)) return;
        failure ??= fromErrorRecord(error);
        wake();
      },
    },
    add: (tasks) =>
      tasks.map((task) => {
        const job = jobOf(task);
        entries.set(job.id, { task, told: 0 });
        return job;
      }),
    waiting: () => entries.size,
    async settled(ms, signal) {
      if (failure) throw failure;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener('abort', wake, { once: true });
      });
      signal?.removeEventListener('abort', wake);
      throwIfAborted(signal);
      if (failure) throw failure;
    },
    async reconcile(line) {
      for (const [id, entry] of entries) if (entry.claimedAt !== undefined) await look(id, entry);
      const missing = await line.missing([...entries.keys()]);
      for (const [id, entry] of entries) {
        const isMissing = missing.includes(id);
        // Twice in a row: what was done a moment ago is told in a moment.
        if (isMissing && entry.isMissed) {
          await look(id, entry);
          if (entries.has(id) && entry.claimedAt === undefined) await line.add([jobOf(entry.task)]);
        }
        entry.isMissed = isMissing;
      }
    },
  };
}
