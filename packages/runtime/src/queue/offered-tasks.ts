import { fromErrorRecord, throwIfAborted, type Job, type JobEvents, type Json, type OfferedLine } from '@totalfm/core';
import type { ChunkRunOptions, ChunkTask } from '../work/chunk.ts';
import { traceCarrier } from '../run/tracing.ts';
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

/** What a run wants to know of its tasks. */
export interface OfferedOptions extends Pick<ChunkRunOptions, 'onUnit' | 'onRecord' | 'isDone'> {
  /** Exams that failed in a task, by code. */
  readonly onFailures?: (counts: Readonly<Record<string, number>>) => void;
}

function jobOf(task: ChunkTask): Job {
  const trace = traceCarrier();
  const data = Object.keys(trace).length > 0 ? { ...task, trace } : task;
  return { id: `chunk-${task.chunk}`, data: data as unknown as Json };
}

/** Tasks that wait in a queue, or are in some worker's hands. */
export class OfferedTasks {
  private readonly entries = new Map<string, Entry>();
  private failure: Error | undefined;
  private wake = () => {};

  constructor(
    private readonly options: OfferedOptions,
    private readonly artifacts: string,
  ) {}

  readonly events: JobEvents = {
    progress: (id, data) => {
      const entry = this.entries.get(id);
      if (entry) this.tell(entry, jobProgress.safeParse(data).data?.units ?? []);
    },
    done: (id, result) => {
      const entry = this.entries.get(id);
      if (!entry || entry.claimedAt !== undefined) return;
      entry.claimedAt = performance.now();
      const { units, ledger, failures } = jobProgress.parse(jobProgress.safeParse(result).data ?? { units: [] });
      this.tell(entry, units);
      this.options.onFailures?.(failures);
      for (const line of ledger) this.options.onRecord?.(line);
      void this.look(id, entry);
    },
    failed: (id, error) => {
      if (this.entries.has(id)) this.fail(fromErrorRecord(error));
    },
  };

  /** Takes tasks down, as jobs. */
  add(tasks: readonly ChunkTask[]): readonly Job[] {
    return tasks.map((task) => {
      const job = jobOf(task);
      this.entries.set(job.id, { task, told: 0 });
      return job;
    });
  }

  /** How many are not done. */
  get waiting(): number {
    return this.entries.size;
  }

  /** Waits for one that is done, or so long. Throws what one failed with. */
  async settled(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.failure) throw this.failure;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wake = wake;
      signal?.addEventListener('abort', wake, { once: true });
    });
    throwIfAborted(signal);
    if (this.failure) throw this.failure;
  }

  /** Looks for what is done, or lost, without having been told. */
  async reconcile(line: OfferedLine): Promise<void> {
    for (const [id, entry] of this.entries) if (entry.claimedAt !== undefined) await this.look(id, entry);
    const missing = new Set(await line.missing([...this.entries.keys()]));
    for (const [id, entry] of this.entries) {
      // Twice in a row: what was done a moment ago is told in a moment.
      if (missing.has(id) && entry.isMissed) {
        await this.look(id, entry);
        if (this.entries.has(id) && entry.claimedAt === undefined) await line.add([jobOf(entry.task)]);
      }
      entry.isMissed = missing.has(id);
    }
  }

  /** Exams that were not told of yet. */
  private tell(entry: Entry, units: readonly Readonly<Record<string, number>>[]): void {
    for (; entry.told < Math.min(units.length, entry.task.units); entry.told++)
      this.options.onUnit?.(units[entry.told]);
  }

  private async look(id: string, entry: Entry): Promise<void> {
    const { task, claimedAt } = entry;
    if (await (this.options.isDone?.(task) ?? true)) {
      // Of a chunk that is found done the times are not known.
      this.tell(
        entry,
        Array.from({ length: task.units }, () => ({})),
      );
      this.entries.delete(id);
      this.wake();
    } else if (claimedAt !== undefined && performance.now() - claimedAt > patienceMs)
      this.fail(notShared(this.artifacts, `A worker has done part ${task.chunk} of ${task.work}, and it is not here`));
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }
}
