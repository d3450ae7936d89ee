import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { forgetUnderway, noteDeath, noteLost, openUnderway, readDeaths } from './underway.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-underway-'));
afterAll(() => rm(dir, { recursive: true }));

const seen = (count: number) => ({ seen: count, lost: 0 });

describe('what a worker has in hand', () => {
  it('is accused of its death where somebody saw it, and of nothing where both were killed', async () => {
    const log = openUnderway(dir, 1);
    for (const exam of ['a', 'b']) log.begin(exam);
    log.end('a');
    await noteDeath(dir, 1);
    openUnderway(dir, 1).begin('c');
    expect(await readDeaths(dir, 1)).toEqual({ byExam: new Map([['b', seen(1)]]), idle: seen(0), lost: 0 });
    await noteDeath(dir, 1);
    await noteDeath(dir, 1);
    expect(await readDeaths(dir, 1)).toEqual({
      byExam: new Map(Object.entries({ b: seen(1), c: seen(1) })),
      idle: seen(1),
      lost: 0,
    });
    await forgetUnderway(dir, 1);
    expect(await readDeaths(dir, 1)).toEqual({ byExam: new Map(), idle: seen(0), lost: 0 });
  });

  it('counts each worker that was lost once, however often that is told', async () => {
    openUnderway(dir, 2).begin('a');
    for (const lost of [1, 1, 3, 3]) await noteLost(dir, 2, lost);
    const byExam = new Map([['a', { seen: 0, lost: 1 }]]);
    expect(await readDeaths(dir, 2)).toEqual({ byExam, idle: { seen: 0, lost: 2 }, lost: 3 });
  });

  it('is read over a line that a death has cut short', async () => {
    openUnderway(dir, 3).begin('a');
    await appendFile(join(dir, 'underway/000003.jsonl'), '{"begin":"b');
    await noteDeath(dir, 3);
    expect((await readDeaths(dir, 3)).byExam).toEqual(new Map([['a', seen(1)]]));
  });
});
