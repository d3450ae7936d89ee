import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorRecord, JobLine, JobQueue, Notice } from '@totalfm/core';
import type { ChunkRunOptions } from '../work/chunk.ts';

/** How long a queue may take to answer, and how long to wait for a first worker, before that is told. */
const [patienceMs, lonelyMs] = [3000, 10_000];

/** A worker that does not work for a line, and why. */
export const refusalKind = 'refusal';
export const workerKind = 'worker';

/** Tells the reader, once each, of a queue that does not answer, of no worker at all, and of workers that refuse. */
export function createWatch(queue: JobQueue, line: JobLine, { warn = () => {} }: ChunkRunOptions): () => Promise<void> {
  const told = new Set<string>();
  const since = performance.now();
  const tell = (key: string, message: string) => {
    if (!told.has(key)) warn(message);
    told.add(key);
  };
  return async () => {
    const notices = await Promise.race([queue.notices(), delay(patienceMs)]);
    if (!notices) return tell('away', `The queue at ${queue.place} does not answer: work goes on when it is back.`);
    told.delete('away');
    for (const { id, data } of refusalsOf(notices, line)) {
      const { code, message, fix } = data as unknown as ErrorRecord;
      tell(`${id} ${code}`, `The worker ${id} does not work for this run: ${message} ${fix} (${code})`);
    }
    if (notices.some(({ kind }) => kind === workerKind)) told.delete('alone');
    else if (performance.now() - since > lonelyMs)
      tell(
        'alone',
        `No worker listens at ${queue.place}: start some, \`totalfm worker --redis redis://${queue.place}\`.`,
      );
  };
}

/** By the worker's id: `LINE WORKER`. */
const refusalsOf = (notices: readonly Notice[], { name }: JobLine) =>
  notices
    .filter(({ kind, id }) => kind === refusalKind && id.startsWith(`${name} `))
    .map(({ id, data }) => ({ id: id.slice(name.length + 1), data }));
