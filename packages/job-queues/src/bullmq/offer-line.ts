import type { ErrorRecord, JobEvents, JobLine, Json, OfferedLine } from '@totalfm/core';
import { Queue, QueueEvents } from 'bullmq';
import { leave } from './leave.ts';
import type { Lines } from './lines.ts';
import type { QueuePlace } from './place.ts';

/** A job that network or disk failed is tried so often, after 1, 2, 4, … seconds. */
const retries = { attempts: 8, backoff: { type: 'exponential', delay: 1000, jitter: 0.5 } };

/** Opens a line: its queue, what happens in it, and its entry in the list of lines, last. */
export async function offerLine(
  line: JobLine,
  events: JobEvents,
  { redis, connection, prefix, lines }: QueuePlace & { readonly lines: Lines },
): Promise<OfferedLine> {
  const queue = new Queue(line.name, {
    connection: { ...connection },
    prefix,
    // What is done is told from its results; what is kept here would only grow.
    defaultJobOptions: { ...retries, removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', () => {});
  // Events from here on, whenever they are first read: `$` would pass over those that happen until then.
  const [last] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
  const heard = new QueueEvents(line.name, { connection: { ...connection }, prefix, lastEventId: last?.[0] ?? '0-0' });
  heard.on('error', () => {});
  heard.on('progress', ({ jobId, data }) => events.progress(jobId, data as Json));
  heard.on('completed', ({ jobId, returnvalue }) => events.done(jobId, returnvalue as unknown as Json));
  heard.on('failed', ({ jobId, failedReason }) => events.failed(jobId, recordOf(failedReason)));
  await queue.resume();
  await lines.open(line);

  return {
    add: async (jobs) =>
      void (await queue.addBulk(jobs.map(({ id, data }) => ({ name: 'job', data, opts: { jobId: id } })))),
    async missing(ids) {
      const asked = redis.pipeline();
      for (const id of ids) asked.exists(queue.toKey(id));
      const answers = (await asked.exec()) ?? [];
      return ids.filter((_, index) => answers[index]?.[1] === 0);
    },
    async close() {
      await lines.withdraw(line.name);
      await leave(heard.close());
      await queue.drain(true);
      // Jobs in hand keep their queue until they are settled; BullMQ has stopped it by then, and `resume` undoes that.
      await queue.obliterate().catch(() => undefined);
      await leave(queue.close());
    },
  };
}

/** What a worker said of its failure; what BullMQ itself says of one has no form of ours. */
function recordOf(reason: string): ErrorRecord {
  try {
    return JSON.parse(reason) as ErrorRecord;
  } catch {
    return { code: 'TFM_INTERNAL', message: reason, where: {}, fix: 'Look into the log of the worker.' };
  }
}
