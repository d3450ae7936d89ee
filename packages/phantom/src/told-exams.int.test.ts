import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Anatomy, Cohort } from '@totalfm/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type * as drawing from './draw-exam.ts';
import { phantomOptions } from './options.ts';
import { thyroid } from './test-support/thyroid.ts';

const { drawn } = vi.hoisted(() => ({ drawn: [] as string[] }));
vi.mock('./draw-exam.ts', async (original) => {
  const { drawScene } = await original<typeof drawing>();
  const counted: typeof drawScene = (plan, ...rest) => {
    drawn.push(plan.id);
    return drawScene(plan, ...rest);
  };
  return { drawScene: counted };
});

const base = await mkdtemp(join(tmpdir(), 'totalfm-told-exams-'));
afterAll(() => rm(base, { recursive: true }));

const nobody: Anatomy = { organs: [] };

interface Subject {
  readonly cacheDir?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly anatomy?: Anatomy;
}

/** A cohort as a process that has just started makes it. */
async function open({ cacheDir, options, anatomy = nobody }: Subject = {}): Promise<Cohort> {
  vi.resetModules();
  const { createPhantomCohort } = await import('./phantom-cohort.ts');
  return createPhantomCohort(
    phantomOptions.parse({ exams: 4, seed: 3, spacing: [8, 8, 10], followUps: 0.5, ...options }),
    anatomy,
    cacheDir,
  );
}

/** What a cohort tells of its exams, and how many of them it drew for it. Every part is read from an exam opened anew. */
async function tell(cohort: Cohort) {
  drawn.length = 0;
  const told = [];
  for (const { id } of await cohort.list())
    told.push({ report: await (await cohort.open(id)).report(), truth: await (await cohort.open(id)).truth!() });
  return { told, drawn: drawn.length };
}

const plain = (await tell(await open())).told;
const newCache = () => mkdtemp(join(base, 'case-'));

async function filesBelow(dir: string): Promise<readonly string[]> {
  const paths = (await readdir(dir, { recursive: true })).map((name) => join(dir, name)).sort();
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, index) => kinds[index].isFile());
}

describe('what was told of an exam', () => {
  it('is remembered by the cohort, and by every other one with the same folder', async () => {
    const cohort = await open();
    expect(await tell(cohort)).toEqual({ told: plain, drawn: 4 });
    expect(await tell(cohort)).toEqual({ told: plain, drawn: 0 });
    const cacheDir = await newCache();
    expect(await tell(await open({ cacheDir }))).toEqual({ told: plain, drawn: 4 });
    expect(await tell(await open({ cacheDir }))).toEqual({ told: plain, drawn: 0 });
    const longer = await open({ cacheDir, options: { exams: 5, noise: 2, splits: { train: 1 } } });
    expect(await tell(longer)).toMatchObject({ drawn: 1 });
  });

  it('is known once the CT was asked for, and does not stand for it', async () => {
    const cacheDir = await newCache();
    const bytes = async (cohort: Cohort) =>
      Buffer.from((await (await cohort.open('phantom-3-000001')).ct()).data.buffer);
    drawn.length = 0;
    const before = await bytes(await open({ cacheDir }));
    const again = await open({ cacheDir });
    expect(await (await again.open('phantom-3-000001')).report()).toBe(plain[1].report);
    expect(drawn).toEqual(['phantom-3-000001']);
    expect((await bytes(again)).equals(before)).toBe(true);
  });

  it('is told anew with other options that it depends on, and other organs', async () => {
    const cacheDir = await newCache();
    await tell(await open({ cacheDir }));
    const others = [
      { spacing: [9, 8, 10] },
      { followUps: 0.4 },
      { prevalence: 2 },
      { omission: 0.5 },
      { maskNoise: 1 },
    ];
    for (const options of others) {
      const { told, drawn: anew } = await tell(await open({ cacheDir, options }));
      expect(anew, JSON.stringify(options)).toBe(4);
      expect(told).toEqual((await tell(await open({ options }))).told);
    }
    const anatomy: Anatomy = { organs: [thyroid] };
    const { told, drawn: anew } = await tell(await open({ cacheDir, anatomy }));
    expect([anew, told[0].truth.assessed.includes('thyroid_nodule')]).toEqual([4, true]);
  });

  it('is told anew where its file is damaged, and wherever none can be written', async () => {
    const cacheDir = await newCache();
    await tell(await open({ cacheDir }));
    const [first, second] = await filesBelow(cacheDir);
    await writeFile(first, (await readFile(first, 'utf8')).slice(0, -20));
    await writeFile(second, (await readFile(second, 'utf8')).replace('finding', 'findinG'));
    expect(await tell(await open({ cacheDir }))).toEqual({ told: plain, drawn: 2 });
    expect(await tell(await open({ cacheDir }))).toEqual({ told: plain, drawn: 0 });
    expect((await tell(await open({ cacheDir: '/dev/null/nowhere' }))).told).toEqual(plain);
  });
});
