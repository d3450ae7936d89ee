import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken, defineComponent, definePlugin, type Token } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  definePipeline,
  defineStage,
  experimentSchema,
  openExperiment,
  optionalListSlot,
  planRun,
  runPipeline,
  type Json,
} from '../src/index.ts';

type Voice = () => string;
const Voice: Token<Voice> = createToken('Voice');

const plugin = definePlugin({
  name: 'voices',
  apiVersion: '^1.0.0',
  components: [
    defineComponent({
      provides: Voice,
      id: 'says',
      description: 'Says something.',
      options: z.strictObject({ what: z.string().default('a').describe('What.') }),
      create:
        ({ options }) =>
        () =>
          options.what,
    }),
  ],
});

const voices = optionalListSlot(Voice, { description: 'Any number of voices, or none.' });

/** What a stage was given, in a file. */
const tell = (dir: string, file: string, said: unknown) => writeFile(join(dir, file), JSON.stringify(said));

const sing = defineStage({
  name: 'sing',
  title: 'Needs voices',
  uses: { voices },
  reads: {},
  publishes: ['sung.json'],
  whole: ({ voices }, _inputs, { dir }) =>
    tell(
      dir,
      'sung.json',
      voices.map((voice) => voice()),
    ),
});
const listen = defineStage({
  name: 'listen',
  title: 'Does without',
  uses: { voices },
  doesWithout: ['voices'],
  reads: { sung: sing },
  publishes: ['heard.json'],
  whole: ({ voices }, { sung }, { dir }) => tell(dir, 'heard.json', { voices: voices.length, sung: Boolean(sung) }),
});

const program = { pipeline: definePipeline({ stages: [sing, listen] }), builtIns: [plugin] };
const dir = await mkdtemp(join(tmpdir(), 'totalfm-optional-lists-'));
afterAll(() => rm(dir, { recursive: true }));

const open = (values: Readonly<Record<string, Json>>) => openExperiment({ values: { name: 'a', ...values } }, program);

describe('an optional list of components', () => {
  it.each<[string, Readonly<Record<string, Json>>]>([
    ['absent', {}],
    ['false', { voices: false }],
    ['null', { voices: null }],
    ['empty', { voices: [] }],
  ])('that is %s is written out as empty, and leaves out what cannot do without', async (_name, values) => {
    const opened = await open(values);
    expect(opened.experiment).toMatchObject({ voices: [] });
    const { manifest } = await runPipeline(opened, { runsDir: dir, replace: true });
    expect(manifest.stages.map(({ stage }) => stage)).toEqual(['listen']);
    expect(JSON.parse(await readFile(join(dir, 'a/heard.json'), 'utf8'))).toEqual({ voices: 0, sung: false });
  });

  it('has any number of them, in order', async () => {
    const values = { voices: [{ use: 'says', what: 'b' }, { use: 'says' }] };
    const { manifest } = await runPipeline(await open(values), { runsDir: dir, replace: true });
    expect(manifest.stages.map(({ stage }) => stage)).toEqual(['sing', 'listen']);
    expect(JSON.parse(await readFile(join(dir, 'a/sung.json'), 'utf8'))).toEqual(['b', 'a']);
    expect(JSON.parse(await readFile(join(dir, 'a/heard.json'), 'utf8'))).toEqual({ voices: 2, sung: true });
    const plan = await planRun(await open({ voices: [{ use: 'says', what: 'c' }] }), { runsDir: dir });
    expect(plan.filter(({ action }) => action === 'run').map(({ stage }) => stage)).toEqual(['sing', 'listen']);
  });

  it('is a list, and says so', async () => {
    await expect(open({ voices: { use: 'says' } })).rejects.toMatchObject({
      code: 'TFM_EXPERIMENT_VALUE',
      where: { option: 'voices' },
    });
    const { registry } = await open({});
    const schema = experimentSchema(registry, program.pipeline) as {
      properties: Record<string, { anyOf: readonly object[] }>;
    };
    expect(schema.properties.voices.anyOf).toEqual([
      { type: 'boolean', const: false },
      { type: 'null' },
      { type: 'array', items: { anyOf: [expect.objectContaining({ title: 'says' })] } },
    ]);
  });
});
