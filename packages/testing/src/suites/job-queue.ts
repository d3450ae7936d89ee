import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorRecord, Job, JobEvents, JobLine, JobQueue, TakenJob } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Two ends of one queue, as of two machines. */
export interface JobQueuePlace {
  /** Another end. The suite closes it. */
  open(): Promise<JobQueue>;
  /** Seconds after which a worker that is silent has lost its jobs; a queue for tests should not wait for long. */
  readonly lostAfter: number;
}

const failure: ErrorRecord = { code: 'TFM_BROKEN', message: 'It broke.', where: { exam: 'e1' }, fix: 'Mend it.' };
const all = () => true;
const jobsOf = (count: number): readonly Job[] =>
  Array.from({ length: count }, (_, index) => ({ id: `job-${index}`, data: { index } }));

/** What every queue of jobs must do, spoken to as a driver and its workers do. */
export function describeJobQueue(name: string, prepare: () => Promise<JobQueuePlace>): void {
  describe(name, () => {
    let place: JobQueuePlace;
    const opened: JobQueue[] = [];
    const open = async () => {
      const queue = await place.open();
      opened.push(queue);
      return queue;
    };
    let driver: JobQueue;
    let worker: JobQueue;
    let lines = 0;
    beforeAll(async () => {
      place = await prepare();
      driver = await open();
      worker = await open();
    });
    afterAll(async () => {
      for (const queue of opened) await queue.close();
    });

    const listen = () => {
      const told: [string, string, unknown][] = [];
      const events: JobEvents = {
        progress: (id, data) => void told.push(['progress', id, data]),
        done: (id, result) => void told.push(['done', id, result]),
        failed: (id, error) => void told.push(['failed', id, error]),
      };
      const until = async (what: string, id: string) => {
        for (let attempt = 0; attempt < 400; attempt++) {
          const found = told.find(([kind, of]) => kind === what && of === id);
          if (found) return found[2];
          await delay(25);
        }
        throw new Error(`Nothing was told of ${id} being ${what}.`);
      };
      return { told, events, until };
    };
    const offer = async (events: JobEvents = listen().events, of = driver) => {
      const line: JobLine = { name: `line-${lines++}`, data: { stages: ['one'] } };
      return { line, offered: await of.offer(line, events) };
    };
    const take = async (line: JobLine, from = worker): Promise<TakenJob> => {
      const taken = await from.take(({ name }) => name === line.name, AbortSignal.timeout(20_000));
      if (!taken) throw new Error('No job came.');
      return taken;
    };
    const isEmpty = async (line: JobLine) =>
      (await worker.take(({ name }) => name === line.name, AbortSignal.timeout(1500))) === undefined;

    it('hands each job to one worker, with its line, and tells who offered it what became of it', async () => {
      const { events, until } = listen();
      const { line, offered } = await offer(events);
      await offered.add(jobsOf(2));
      const [first, second] = [await take(line), await take(line)];
      expect([first.job, second.job]).toEqual(jobsOf(2));
      expect(first.line).toEqual(line);
      expect(first.lost).toBe(0);
      await first.progress({ exams: 1 });
      await first.done({ exams: 8 });
      await second.failed(failure, false);
      expect(await until('progress', 'job-0')).toEqual({ exams: 1 });
      expect(await until('done', 'job-0')).toEqual({ exams: 8 });
      expect(await until('failed', 'job-1')).toEqual(failure);
      expect(await isEmpty(line)).toBe(true);
      await offered.close();
    });

    it('keeps a job that is offered twice once, and says which it does not have', async () => {
      const { line, offered } = await offer();
      await offered.add(jobsOf(2));
      await offered.add(jobsOf(2));
      const [first, second] = [await take(line), await take(line)];
      expect(await isEmpty(line)).toBe(true);
      expect(await offered.missing(['job-0', 'job-1', 'job-2'])).toEqual(['job-2']);
      await first.done({});
      await second.done({});
      expect(await offered.missing(['job-0', 'job-1'])).toEqual(['job-0', 'job-1']);
      await offered.close();
    });

    it('tries again, later, what is worth it', async () => {
      const { told, events, until } = listen();
      const { line, offered } = await offer(events);
      await offered.add(jobsOf(1));
      const first = await take(line);
      await first.failed(failure, true);
      const second = await take(line);
      expect(second.triesLeft).toBe(first.triesLeft - 1);
      await second.done({ at: 'last' });
      expect(await until('done', 'job-0')).toEqual({ at: 'last' });
      expect(told.filter(([kind]) => kind === 'failed')).toEqual([]);
      await offered.close();
    });

    it('hands on what is given back, as if it had never been taken', async () => {
      const { line, offered } = await offer();
      await offered.add(jobsOf(1));
      await (await take(line)).giveBack();
      const again = await take(line);
      expect(again.lost).toBe(0);
      await again.done({});
      await offered.close();
    });

    it('serves lines in turn', async () => {
      const [one, other] = [await offer(), await offer()];
      await one.offered.add(jobsOf(6));
      await other.offered.add(jobsOf(6));
      const served: string[] = [];
      const both = ({ name }: JobLine) => [one.line.name, other.line.name].includes(name);
      for (let count = 0; count < 8; count++) {
        const taken = (await worker.take(both, AbortSignal.timeout(20_000))) as TakenJob;
        served.push(taken.line.name);
        await taken.done({});
      }
      expect(served.filter((name) => name === one.line.name)).toHaveLength(4);
      await one.offered.close();
      await other.offered.close();
    });

    it('hands the job of a worker that is silent to another, and says that one was lost', async () => {
      const { events, until } = listen();
      const { line, offered } = await offer(events);
      await offered.add(jobsOf(1));
      const silent = await place.open();
      await take(line, silent);
      await silent.close();
      const rescued = await take(line);
      expect(rescued.lost).toBe(1);
      await rescued.done({ by: 'another' });
      expect(await until('done', 'job-0')).toEqual({ by: 'another' });
      await offered.close();
    }, 60_000);

    it('leaves a job to who works on it, however long that takes', async () => {
      const { line, offered } = await offer();
      await offered.add(jobsOf(1));
      const held = await take(line);
      await delay(place.lostAfter * 2500);
      expect(held.signal.aborted).toBe(false);
      expect(await isEmpty(line)).toBe(true);
      await held.done({});
      await offered.close();
    }, 60_000);

    it('goes on with a line whose driver is gone, and tells the next one', async () => {
      const gone = await place.open();
      const { line, offered } = await offer(undefined, gone);
      await offered.add(jobsOf(2));
      const held = await take(line);
      await gone.close();
      const { events, until } = listen();
      const next = await driver.offer(line, events);
      await next.add(jobsOf(2));
      await held.done({ held: true });
      await (await take(line)).done({});
      expect(await until('done', 'job-0')).toEqual({ held: true });
      expect(await until('done', 'job-1')).toEqual({});
      await next.close();
    });

    it('withdraws what waits', async () => {
      const { line, offered } = await offer();
      await offered.add(jobsOf(3));
      const held = await take(line);
      await offered.close();
      expect(await isEmpty(line)).toBe(true);
      const { events, until } = listen();
      const again = await driver.offer(line, events);
      await again.add(jobsOf(2));
      await held.done({ held: true });
      expect(await until('done', 'job-0')).toEqual({ held: true });
      await (await take(line)).done({});
      await until('done', 'job-1');
      await again.close();
    });

    it('keeps what is announced for as long as it is said', async () => {
      const notice = { kind: 'worker', id: 'here:1', data: { exams: 3 } };
      await driver.announce(notice, 30);
      await driver.announce({ kind: 'run', id: 'short', data: {} }, 0.2);
      await delay(400);
      expect(await worker.notices()).toEqual([notice]);
    });

    it('stops waiting for a job when it is told to', async () => {
      expect(await worker.take(all, AbortSignal.timeout(100))).toBeUndefined();
    });
  });
}
