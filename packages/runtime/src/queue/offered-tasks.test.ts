import type { Job } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import type { ChunkTask } from '../work/chunk.ts';
import { OfferedTasks } from './offered-tasks.ts';

const task = (chunk: number): ChunkTask => ({ work: 'parse', chunk, units: 2, args: {} });

/** Two tasks in a queue, and what is there of their results. */
function offered() {
  const results = new Set<number>();
  const told = { units: [] as object[], failures: [] as object[], records: [] as object[] };
  const tasks = new OfferedTasks(
    {
      onUnit: (milliseconds) => void told.units.push(milliseconds),
      onFailures: (counts) => void told.failures.push(counts),
      onRecord: (line) => void told.records.push(line),
      isDone: ({ chunk }) => Promise.resolve(results.has(chunk)),
    },
    '/artifacts',
  );
  const [first, second] = tasks.add([task(0), task(1)]);
  const again: Job[] = [];
  const line = {
    add: (jobs: readonly Job[]) => Promise.resolve(void again.push(...jobs)),
    missing: (ids: readonly string[]) => Promise.resolve(ids),
    close: () => Promise.resolve(),
  };
  return { tasks, results, told, first, second, again, line };
}

describe('tasks in a queue', () => {
  it('are done when their results are there, and each exam is told once', async () => {
    const { tasks, results, told, first } = offered();
    tasks.events.progress(first.id, { units: [{ parse: 3 }] });
    results.add(0);
    const result = { units: [{ parse: 3 }, { parse: 4 }], failures: { TFM_REPORT_EMPTY: 1 }, ledger: [{ calls: 1 }] };
    tasks.events.done(first.id, result);
    tasks.events.done(first.id, result);
    await tasks.settled(1000);
    expect(tasks.waiting).toBe(1);
    expect(told).toEqual({ units: result.units, failures: [result.failures], records: result.ledger });
  });

  it('that the queue forgot are offered again, unless their results are there', async () => {
    const { tasks, results, told, second, again, line } = offered();
    results.add(0);
    await tasks.reconcile(line);
    expect(again).toEqual([]);
    await tasks.reconcile(line);
    expect(again).toEqual([second]);
    expect(tasks.waiting).toBe(1);
    expect(told.units).toEqual([{}, {}]);
  });

  it('stop with what one of them failed with', async () => {
    const { tasks, second } = offered();
    tasks.events.failed(second.id, { code: 'TFM_DISK_FULL', message: 'Full.', where: {}, fix: 'Free it.' });
    await expect(tasks.settled(1000)).rejects.toMatchObject({ code: 'TFM_DISK_FULL' });
  });

  it('stop when they are cancelled', async () => {
    await expect(offered().tasks.settled(10_000, AbortSignal.timeout(20))).rejects.toMatchObject({
      code: 'TFM_CANCELLED',
    });
  });
});
