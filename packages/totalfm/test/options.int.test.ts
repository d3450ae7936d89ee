import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineComponent, definePlugin, providedName, tokens, type AnyComponent, type Plugin } from '@totalfm/core';
import { plugin as anthropic } from '@totalfm/plugin-llm-anthropic';
import { plugin as llamaCpp } from '@totalfm/plugin-llm-llama-cpp';
import { plugin as ollama } from '@totalfm/plugin-llm-ollama';
import { plugin as openai } from '@totalfm/plugin-llm-openai';
import { totalfm } from '@totalfm/pipeline';
import {
  experimentIdentity,
  openArtifactStore,
  openExperiment,
  optionsJsonSchema,
  planStages,
  type Json,
} from '@totalfm/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadBuiltIns } from '../src/built-ins.ts';
import { experimentWith, writeExams } from './support/option-experiments.ts';
import { rows } from './support/option-rows.ts';
import { changed, optionsIn, type OptionSchema } from './support/option-schemas.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-options-'));
afterAll(() => rm(dir, { recursive: true }));
const plugins: readonly Plugin[] = [...(await loadBuiltIns()), anthropic, llamaCpp, ollama, openai];
/** Says of its exams that they are there, and nothing of what they hold. */
const untold = defineComponent({
  provides: tokens.Cohort,
  id: 'untold',
  description: 'For tests.',
  options: z.strictObject({ root: z.string().default('a').meta({ operational: true }) }),
  create: () => ({
    list: async () => [{ id: 'a', patient: 'a', split: 'train' as const }],
    open: () => Promise.reject(new Error('No exam is opened.')),
  }),
});
const tests = definePlugin({ name: 'tests', apiVersion: '^1.0.0', components: [untold] });
const program = { pipeline: totalfm, builtIns: [...plugins, tests] };
const store = openArtifactStore(join(dir, 'artifacts'));

interface Option {
  readonly component: AnyComponent;
  readonly path: string;
  readonly schema: OptionSchema;
}

/** Every option of every component, by `Contract:component.option`. */
const options = new Map<string, Option>(
  plugins
    .flatMap(({ components }) => components as readonly AnyComponent[])
    .filter(({ kind }) => kind === 'component')
    .flatMap((component) =>
      optionsIn(optionsJsonSchema(component) as OptionSchema).map(
        ({ path, schema }) => [`${providedName(component)}.${path}`, { component, path, schema }] as const,
      ),
    ),
);

const planned = new Map<string, Promise<Readonly<Record<string, string>>>>();

/** Names of the artifacts that an experiment would have, by stage. Nothing is made: exams are listed, and none is opened. */
function artifactsOf(values: Readonly<Record<string, Json | undefined>>) {
  const key = JSON.stringify(values);
  const known = planned.get(key) ?? plan(values);
  planned.set(key, known);
  return known;
}

async function plan(values: Readonly<Record<string, Json | undefined>>): Promise<Readonly<Record<string, string>>> {
  const container = (await openExperiment({ values: values as Readonly<Record<string, Json>> }, program)).container();
  try {
    const stages = await planStages({ container, store });
    return Object.fromEntries(stages.map(({ stage, id }) => [stage.name, id]));
  } finally {
    await container.dispose();
  }
}

/** Stages whose artifact has another name once an option has another value. */
async function runAgain(name: string, { component, path, schema }: Option): Promise<readonly string[]> {
  const { from, to = changed(schema), single, with: others } = rows[name];
  if (single && to === undefined) return [];
  if (to === undefined) throw new Error(`No other value can be made up for ${name}: give its row one in \`to\`.`);
  const before = await artifactsOf(experimentWith(component, from === undefined ? {} : { [path]: from }, dir));
  const after = await artifactsOf(experimentWith(component, { [path]: to, ...others }, dir));
  return Object.keys(after).filter((stage) => before[stage] !== after[stage]);
}

beforeAll(() => writeExams(dir));

describe('what runs again when an option changes', () => {
  it('is told of every option, and of no other', () => {
    const untold = [...options.keys()].filter((name) => !(name in rows));
    expect(untold, 'Add a row to test/support/option-rows.ts for each of these').toEqual([]);
    const gone = Object.keys(rows).filter((name) => !options.has(name));
    expect(gone, 'No component has these options any more').toEqual([]);
  });

  it.each([...options].filter(([name]) => name in rows))('%s', async (name, option) => {
    expect(await runAgain(name, option)).toEqual(rows[name].stages);
  });

  it('is everything where exams lie elsewhere and do not say what they hold', async () => {
    const before = await artifactsOf({ name: 'options', cohort: { use: 'untold' } });
    const after = await artifactsOf({ name: 'options', cohort: { use: 'untold', root: 'b' } });
    expect(Object.keys(after).filter((stage) => before[stage] === after[stage])).toEqual([]);
  });

  it('is what reads reports and what follows, where other findings are asked for: nothing is cut anew', async () => {
    const values = { name: 'options', cohort: { use: 'folder', root: join(dir, 'exams') } };
    const before = await artifactsOf(values);
    const after = await artifactsOf({ ...values, findings: ['whole-scan'] });
    const again = Object.keys(after).filter((stage) => before[stage] !== after[stage]);
    expect(again).toEqual(['parse', 'pair', 'align', 'evaluate']);
  });

  it.each([{ unseen: { findings: ['renal_cyst'] } }, { unseen: { folds: 5, fold: 1 } }, { reports: { share: 0.5 } }])(
    'is alignment and what follows, where training is told less: nothing is read, joined or pretrained anew (%j)',
    async (told) => {
      const cohort = { use: 'folder', root: join(dir, 'exams') };
      const values = { name: 'options', cohort, pretrain: { use: 'videomae' } };
      const before = await artifactsOf(values);
      const after = await artifactsOf({ ...values, ...told });
      expect(Object.keys(after).filter((stage) => before[stage] !== after[stage])).toEqual(['align', 'evaluate']);
    },
  );
});

describe('experiments with the same results', () => {
  it('may differ in options that change none, but not in where their exams lie', async () => {
    const identityOf = async (...set: string[]) => {
      const values = { name: 'options', cohort: { use: 'folder', root: 'a' } };
      const { experiment, registry } = await openExperiment({ values, set }, program);
      return experimentIdentity(experiment, totalfm, registry);
    };
    const own = await identityOf();
    expect(await identityOf('align.saveEvery=1', 'compute.workers=3')).toBe(own);
    expect(await identityOf('cohort.root=b')).not.toBe(own);
    expect(await identityOf('align.steps=7')).not.toBe(own);
  });
});
