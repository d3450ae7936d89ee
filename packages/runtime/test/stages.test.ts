import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken, defineComponent, definePlugin, type Token } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  definePipeline,
  defineStage,
  jsonPieces,
  listSlot,
  openExperiment,
  optionalSlot,
  planRun,
  redoOf,
  runPipeline,
  slot,
  type Artifact,
} from '../src/index.ts';

/** Three made-up stages about numbers: whatever runs them knows nothing of scans, organs or reports. */
interface Numbers {
  readonly count: number;
}
type Change = (value: number) => number;

const Numbers: Token<Numbers> = createToken('Numbers');
const Change: Token<Change> = createToken('Change');

const change = (id: string, of: (by: number) => Change) =>
  defineComponent({
    provides: Change,
    id,
    description: 'Changes a number.',
    options: z.strictObject({
      by: z.number().default(2).describe('How much.'),
      aloud: z.boolean().default(false).describe('Changes no result.').meta({ operational: true }),
    }),
    create: ({ options }) => of(options.by),
  });

/** What a component depends on and no recipe knows: a server that may be down. */
const outside = { by: 1, asked: () => {}, weights: 'a' };

const plugin = definePlugin({
  name: 'numbers',
  apiVersion: '^1.0.0',
  components: [
    defineComponent({
      provides: Numbers,
      id: 'first',
      description: 'The first numbers.',
      options: z.strictObject({ count: z.number().default(20).describe('How many.') }),
      create: ({ options: { count } }) => ({ count }),
    }),
    change('add', (by) => (value) => value + by),
    change('ask', () => (value) => {
      outside.asked();
      return value + outside.by;
    }),
    change('multiply', (by) => (value) => value * by),
    { ...change('weigh', (by) => (value) => value * by), content: () => outside.weights },
  ],
});

const numbers = slot(Numbers, { use: 'first', description: 'Where numbers come from.' });
const changing = slot(Change, { use: 'add', description: 'Changes each.' });
const summing = listSlot(Change, { use: ['multiply'], description: 'Change the sum, in turn.' });
const doubting = optionalSlot(Change, { description: 'Changes the end; or not.' });

const count = defineStage({
  name: 'count',
  title: 'Count',
  uses: { numbers },
  list: async ({ numbers }) => {
    const exams = Array.from({ length: numbers.count }, (_, index) => ({
      id: String(index),
      patient: String(index),
      split: 'train' as const,
      revisions: { ct: '', labels: '', report: '', truth: '' },
    }));
    return { exams, outcomes: exams.map(({ id }) => ({ exam: id, status: 'done' as const })) };
  },
  open: async (_, id) => ({
    id,
    patient: id,
    split: 'train',
    ct: () => Promise.reject(new Error('there is none')),
    report: async () => id,
  }),
});

const alter = defineStage({
  name: 'alter',
  title: 'Alter',
  uses: { changing },
  reads: { number: count },
  async perExam({ changing }, { number }) {
    if (number.id === '7') throw new Error('Seven is bad.');
    return { result: changing(Number(await number.report())) };
  },
  pieces: jsonPieces<number>('altered.jsonl', 'value'),
});

const sum = defineStage({
  name: 'sum',
  title: 'Sum',
  uses: { summing },
  reads: { altered: alter },
  seeded: true,
  publishes: ['sum.json', 'now-and-then.json'],
  async whole({ summing }, inputs, { dir, seed }) {
    const lines = await readFile(join((inputs.altered as Artifact).dir, 'altered.jsonl'), 'utf8');
    const values = lines
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { value: number }).value);
    const total = values.reduce((a, b) => a + b, seed);
    await writeFile(join(dir, 'sum.json'), JSON.stringify(summing.reduce((value, change) => change(value), total)));
  },
});

const doubt = defineStage({
  name: 'doubt',
  title: 'Doubt',
  uses: { doubting },
  reads: { sum },
  publishes: ['doubt.json'],
  async whole({ doubting }, inputs, { dir }) {
    const value = JSON.parse(await readFile(join((inputs.sum as Artifact).dir, 'sum.json'), 'utf8')) as number;
    await writeFile(join(dir, 'doubt.json'), JSON.stringify(doubting(value)));
  },
});

const program = { pipeline: definePipeline({ stages: [count, alter, sum, doubt] }), builtIns: [plugin] };

describe('a pipeline of made-up stages', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'totalfm-stages-'));
  });
  afterAll(() => rm(dir, { recursive: true }));
  const open = (values: Record<string, never> | object = {}) => openExperiment({ values: values as never }, program);
  const run = async (values: object) =>
    runPipeline(await open({ name: 'a', ...values }), { runsDir: dir, replace: true });
  const shown = async (file: string) => JSON.parse(await readFile(join(dir, 'a', file), 'utf8')) as number;

  it('runs, one bad item aside, and shows what its stages publish', async () => {
    const { manifest } = await run({ seed: 1 });
    expect(manifest.stages.map(({ stage, exams }) => [stage, exams?.done])).toEqual([
      ['count', 20],
      ['alter', 19],
      ['sum', undefined],
    ]);
    // 0 + 1 + … + 19 without 7, 19 times 2 more, and the seed; times 2.
    expect(await shown('sum.json')).toBe((190 - 7 + 19 * 2 + 1) * 2);
    expect(await readdir(join(dir, 'a'))).not.toContain('now-and-then.json');
  });

  it('does what its slots say: other components, lists of them, and stages that are left out', async () => {
    await run({
      changing: { use: 'multiply', by: 3 },
      summing: [{ use: 'add', by: 1 }, { use: 'multiply' }],
      doubting: { use: 'add' },
    });
    expect(await shown('sum.json')).toBe(((190 - 7) * 3 + 1) * 2);
    expect(await shown('doubt.json')).toBe(((190 - 7) * 3 + 1) * 2 + 2);
  });

  it('says why a stage runs again', async () => {
    await run({ seed: 1 });
    const because = async (values: object) =>
      (await planRun(await open({ name: 'a', seed: 1, ...values }), { runsDir: dir }))
        .filter(({ action }) => action === 'run')
        .map(({ stage, because }) => [stage, ...because]);
    expect(await because({ changing: { aloud: true } })).toEqual([]);
    expect(await because({ changing: { by: 5 } })).toEqual([
      ['alter', 'changing.by'],
      ['sum', 'altered'],
    ]);
    expect(await because({ summing: [{ use: 'add' }] })).toEqual([['sum', 'summing.0']]);
    expect(await because({ seed: 2 })).toEqual([['sum', 'seed']]);
    expect(await because({ numbers: { count: 9 } })).toEqual([
      ['count', 'exams', 'numbers.count'],
      ['alter', 'number'],
      ['sum', 'altered'],
    ]);
  });

  describe('a stage that is done anew', () => {
    const values = { seed: 3, changing: { use: 'ask' }, summing: [{ use: 'add', by: 0 }] };
    const again = async (name: string, options: object = {}) =>
      runPipeline(await open({ ...values, name }), { runsDir: dir, ...options });
    const planned = async (name: string, redo?: readonly string[]) =>
      (await planRun(await open({ ...values, name }), { runsDir: dir, ...(redo && { redo: redoOf(redo) }) }))
        .filter(({ action }) => action !== 'reuse')
        .map(({ stage, action, because }) => [stage, action, ...because]);
    const sumOf = async (name: string) => JSON.parse(await readFile(join(dir, name, 'sum.json'), 'utf8')) as number;
    const alteredOf = (name: string) => readFile(join(dir, name, 'artifacts/alter/altered.jsonl'), 'utf8');
    const total = (by: number) => 190 - 7 + 19 * by + 3;

    it('takes what reads it along, outlives a kill, and leaves other runs what they show', async () => {
      await again('one');
      await again('two');
      const before = await alteredOf('two');
      outside.by = 10;
      await again('one');
      expect([await planned('one'), await sumOf('one')]).toEqual([[], total(1)]);
      expect(await planned('one', ['alter'])).toEqual([
        ['alter', 'run', '--redo alter'],
        ['sum', 'run', 'altered'],
      ]);
      expect(await planned('one')).toEqual([]);

      const stop = new AbortController();
      let asked = 0;
      outside.asked = () => ++asked === 12 && stop.abort();
      await expect(again('one', { redo: redoOf(['alter']), signal: stop.signal })).rejects.toMatchObject({
        code: 'TFM_CANCELLED',
      });
      expect(await planned('one')).toEqual([
        ['alter', 'resume', '--redo alter'],
        ['sum', 'run', 'altered'],
      ]);
      await again('one', { redo: redoOf(['alter']) });
      expect([await sumOf('one'), asked]).toEqual([total(10), 12 + 19 - 7]);

      expect([await alteredOf('two'), await sumOf('two')]).toEqual([before, total(1)]);
      await again('two');
      expect([await planned('one'), await planned('two'), await sumOf('two')]).toEqual([[], [], total(10)]);
    });

    it('is done once by the runs of one command', async () => {
      let asked = 0;
      outside.asked = () => asked++;
      const redo = redoOf(['alter']);
      for (const name of ['one', 'two']) await again(name, { redo });
      expect(asked).toBe(19);
    });

    it('may be the list: what reads parts of it follows', async () => {
      expect((await planned('one', ['count'])).map(([stage]) => stage)).toEqual(['count', 'alter', 'sum']);
    });

    it('is one of the run’s', async () => {
      await expect(planned('one', ['altr'])).rejects.toMatchObject({
        code: 'TFM_REDO_STAGE',
        fix: 'Its stages are: count, alter, sum.',
      });
      await expect(again('three', { redo: redoOf(['sum']), until: 'alter' })).rejects.toMatchObject({
        code: 'TFM_REDO_STAGE',
      });
      expect(existsSync(join(dir, 'three'))).toBe(false);
    });
  });

  it('runs again what the changed file of a plugin may make otherwise', async () => {
    const square = (by: string) =>
      `export const plugin = { kind: 'plugin', name: 'local', apiVersion: '^1.0.0', components: [{ kind: 'component', id: 'power',
        provides: { name: 'Change', key: Symbol.for('totalfm.Change') }, version: '1', description: '', needs: {}, references: {},
        options: { '~standard': { version: 1, vendor: 'local', validate: () => ({ value: {} }) } }, create: () => (value) => ${by} }] };\n`;
    const file = join(dir, 'local.mjs');
    await writeFile(file, square('value'));
    const values = { name: 'b', plugins: [file], changing: { use: 'power' } };
    await runPipeline(await open(values), { runsDir: dir });
    const because = async () =>
      (await planRun(await open(values), { runsDir: dir })).map(({ stage, because }) => [stage, ...because]);
    expect(await because()).toEqual([['count'], ['alter'], ['sum']]);
    await writeFile(file, square('value * value'));
    expect(await because()).toEqual([['count'], ['alter', 'code:changing'], ['sum', 'altered']]);
  });

  it('runs again what the files that options point to may make otherwise', async () => {
    const values = { name: 'weighed', changing: { use: 'weigh' } };
    await runPipeline(await open(values), { runsDir: dir });
    const because = async () =>
      (await planRun(await open(values), { runsDir: dir })).map(({ stage, because }) => [stage, ...because]);
    expect(await because()).toEqual([['count'], ['alter'], ['sum']]);
    outside.weights = 'b';
    expect(await because()).toEqual([['count'], ['alter', 'content:changing'], ['sum', 'altered']]);
  });

  it('is refused where it is no pipeline: a mistake of its program', () => {
    const of =
      (...stages: (typeof count)[]) =>
      () =>
        definePipeline({ stages });
    expect(of(count, count)).toThrow('Two stages are called count');
    expect(of(alter as never)).toThrow('alter reads count');
    const other = { ...count, name: 'other', uses: { numbers: slot(Change, { description: '' }) } };
    expect(of(count, other)).toThrow('different slots by numbers');
  });
});
