import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, isTotalFmError, type Plugin, type TotalFmError } from '@totalfm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { experimentSchema, loadExperiments, openExperiment, readPluginManifest, type Container } from '../src/index.ts';
import { slots, tinyPipeline } from './tiny-pipeline.ts';
import { organ, tinyPlugin, troubledPlugin } from './tiny-plugin.ts';

let dir: string;
let written = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-experiment-'));
});
afterAll(() => rm(dir, { recursive: true }));

const write = async (text: string, name = `experiment-${written++}.yaml`) => {
  const file = join(dir, name);
  await writeFile(file, text);
  return file;
};
const load = async (
  text: string,
  { set = [], builtIns = [tinyPlugin] }: { set?: string[]; builtIns?: readonly Plugin[] } = {},
) => loadExperiments({ file: await write(text), set }, { builtIns, pipeline: tinyPipeline });
const one = async (...args: Parameters<typeof load>) => (await load(...args)).experiments[0];

async function failure(work: Promise<unknown>): Promise<TotalFmError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isTotalFmError(error)) throw error ?? new Error('it should have failed');
  expect(error.fix).toBeTruthy();
  return error;
}

const minimal = 'cohort: { use: memory }\n';

describe('an experiment', () => {
  it('writes every default out, and is itself an experiment that resolves to the same', async () => {
    const experiment = await one('name: a\ncohort: { use: memory }\ncompute: { threads: 3 }\n');
    expect(experiment).toMatchObject({
      name: 'a',
      seed: 0,
      letters: ['a', 'b'],
      pretrain: false,
      cohort: { use: 'memory', exams: 4, seed: 0 },
      pairs: { use: 'organ-pairs', size: [8, 8, 8], context: 'box', margin: { millimetres: 5 } },
      align: { use: 'contrastive', epochs: 2, loss: 'sigmoid', threads: 3 },
      evaluate: [{ use: 'findings', bootstrap: 100 }, { use: 'organ-lesions' }],
      compute: { threads: 3, workers: 1 },
    });
    expect(await one(JSON.stringify(experiment, null, 2))).toEqual(experiment);
  });

  it('merges maps through extends, replaces lists, and drops the options of a replaced component', async () => {
    await write(
      'cohort: { use: memory, exams: 9 }\nletters: [c, d]\nalign: { epochs: 7, loss: infonce }\npretrain: { use: videomae }\n',
      'base.yaml',
    );
    const experiment = await one(
      'extends: ./base.yaml\nletters: [d]\nalign: { epochs: 1 }\npretrain: { use: contrastive }\n',
    );
    expect(experiment).toMatchObject({
      letters: ['d'],
      cohort: { exams: 9 },
      align: { epochs: 1, loss: 'infonce' },
      pretrain: { use: 'contrastive', epochs: 2 },
    });
    expect(experiment.pretrain).not.toHaveProperty('maskRatio');
  });

  it('takes overrides as YAML, into lists too', async () => {
    const experiment = await one(`${minimal}evaluate: [{ use: findings }]\n`, {
      set: [
        'align.epochs=5',
        'letters=[b, a]',
        'evaluate.0.bootstrap=3',
        'pretrain.use=videomae',
        'pretrain.maskRatio=0.5',
        'pretrain=false',
        'cohort.seed=8',
      ],
    });
    expect(experiment).toMatchObject({
      letters: ['b', 'a'],
      align: { epochs: 5 },
      evaluate: [{ bootstrap: 3 }],
      pretrain: false,
      cohort: { seed: 8 },
    });
    expect((await failure(load(minimal, { set: ['align.epoch=5'] }))).toJSON()).toMatchObject({
      code: 'TFM_OPTION_UNKNOWN',
      where: { file: '--set align.epoch=5' },
      fix: 'Did you mean `epochs`?',
    });
    expect((await failure(load(minimal, { set: ['align'] }))).code).toBe('TFM_OVERRIDE_INVALID');
  });

  it('runs a sweep as a grid of named experiments', async () => {
    const { experiments } = await load(
      'name: grid\ncohort: { use: memory }\nsweep: { align.epochs: [1, 3], seed: [0, 1] }\n',
    );
    expect(experiments.map(({ name, seed, align }) => [name, (align as { epochs: number }).epochs, seed])).toEqual([
      ['grid.epochs-1.seed-0', 1, 0],
      ['grid.epochs-1.seed-1', 1, 1],
      ['grid.epochs-3.seed-0', 3, 0],
      ['grid.epochs-3.seed-1', 3, 1],
    ]);
    expect(await failure(load(`${minimal}sweep:\n  align.epochs: 3\n`))).toMatchObject({
      code: 'TFM_SWEEP_INVALID',
      where: { line: 3 },
    });
    expect(await failure(load(`${minimal}sweep:\n  align.epochs:\n    - 3\n    - many\n`))).toMatchObject({
      code: 'TFM_OPTION_INVALID',
      where: { line: 5, option: 'align.epochs' },
    });
  });

  it.each([
    ['letter: [c]', 'TFM_EXPERIMENT_KEY', 2, 'letters'],
    ['align:\n  epoch: 3', 'TFM_OPTION_UNKNOWN', 3, 'epochs'],
    ['pairs:\n  margin:\n    milimetres: 3', 'TFM_OPTION_UNKNOWN', 4, 'millimetres'],
    ['pairs:\n  context: boks', 'TFM_OPTION_INVALID', 3, 'box'],
    ['align:\n  loss: sigmoids', 'TFM_OPTION_INVALID', 3, 'sigmoid'],
    ['align:\n  use: contrastiv', 'TFM_COMPONENT_UNKNOWN', 3, 'contrastive'],
    ['evaluate:\n  - use: findings\n  - use: organ-lesion', 'TFM_COMPONENT_UNKNOWN', 4, 'organ-lesions'],
    ['compute: { worker: 2 }', 'TFM_EXPERIMENT_KEY', 2, 'workers'],
    ['segmenter: label-files', 'TFM_EXPERIMENT_VALUE', 2, '{ use: label-files }'],
    ['seed: -1', 'TFM_EXPERIMENT_VALUE', 2, ''],
    ['name: ../escape', 'TFM_EXPERIMENT_VALUE', 2, ''],
    ['generate: { use: llm }', 'TFM_EXPERIMENT_KEY', 2, 'There are'],
    ['seed: .inf', 'TFM_EXPERIMENT_VALUE', 2, ''],
    ['seed: !!js/function x', 'TFM_EXPERIMENT_YAML', 2, ''],
    ['align: { epochs: 1', 'TFM_EXPERIMENT_YAML', 3, ''],
    ['seed: 1\nseed: 2', 'TFM_EXPERIMENT_YAML', 3, ''],
    ['parser: { model: $local }', 'TFM_REFERENCE_UNKNOWN', 2, ''],
    ['parser: { model: $locl }\nmodels: { local: { use: echo } }', 'TFM_REFERENCE_UNKNOWN', 2, 'local'],
    ['parser: { model: local }\nmodels: { local: { use: echo } }', 'TFM_REFERENCE_INVALID', 2, '$name'],
    ['parser: { model: $local }\nmodels: { local: { use: rules } }', 'TFM_REFERENCE_INVALID', 3, 'echo'],
    ['models:\n  local: { use: echo, modle: x }', 'TFM_OPTION_UNKNOWN', 3, 'model'],
    ['plugins: [not-installed-anywhere]', 'TFM_PLUGIN_NOT_FOUND', 2, 'npm install'],
  ])('names the line and the remedy: %j', async (text, code, line, fix) => {
    const error = await failure(load(`${minimal}${text}\n`));
    expect(error).toMatchObject({ code, where: { line } });
    expect(error.where.file).toContain(dir);
    expect(error.fix).toContain(fix);
  });

  it('names the file and line of a base, and a circle of bases', async () => {
    const base = await write('# a base\nalign: { epoch: 3 }\n', 'typo-base.yaml');
    expect(await failure(load(`extends: ./typo-base.yaml\n${minimal}`))).toMatchObject({
      code: 'TFM_OPTION_UNKNOWN',
      where: { file: base, line: 2 },
    });
    await write('extends: ./circle-b.yaml\n', 'circle-a.yaml');
    await write('extends: ./circle-a.yaml\n', 'circle-b.yaml');
    expect((await failure(load('extends: ./circle-a.yaml\n'))).code).toBe('TFM_EXPERIMENT_EXTENDS_CYCLE');
    expect(await failure(load('\nextends: ./absent.yaml\n'))).toMatchObject({
      code: 'TFM_EXPERIMENT_NOT_FOUND',
      where: { line: 2 },
    });
  });

  it('has a JSON Schema of the loaded plugins', async () => {
    const { registry } = await load(minimal);
    const schema = experimentSchema(registry, tinyPipeline) as unknown as {
      properties: Record<
        string,
        { anyOf: { title: string; required: string[]; properties: object }[]; items: { enum: string[] } }
      >;
    };
    expect(schema.properties.letters).toMatchObject({ type: 'array', description: 'Letters.' });
    expect(schema.properties.align.anyOf.map(({ title, required }) => [title, required])).toEqual([
      ['videomae', ['use']],
      ['contrastive', []],
    ]);
    expect(schema.properties.cohort.anyOf[0].properties).toMatchObject({
      use: { const: 'memory' },
      exams: { default: 4, description: 'Exams.' },
    });
  });
});

describe('plugins', () => {
  const thyroid = (apiVersion = '^1.0.0', name = 'thyroid') =>
    definePlugin({ name, apiVersion, components: [organ('thyroid')] });

  it('refuses another API version and names both', async () => {
    const error = await failure(load(minimal, { builtIns: [tinyPlugin, thyroid('^2.0.0')] }));
    expect(error).toMatchObject({
      code: 'TFM_PLUGIN_API_VERSION',
      message: expect.stringMatching(/thyroid.*\^2\.0\.0.*1\.0\.0/),
    });
  });

  it('refuses two plugins with one id and names both', async () => {
    const error = await failure(load(minimal, { builtIns: [tinyPlugin, thyroid(), thyroid('^1.0.0', 'again')] }));
    expect(error).toMatchObject({
      code: 'TFM_PLUGIN_DUPLICATE',
      message: expect.stringMatching(/thyroid and again.*thyroid/),
    });
  });

  const code = (
    apiVersion = '^1.0.0',
  ) => `const spleen = { kind: 'organ', organ: 'spleen', name: 'spleen', structures: ['spleen'], terms: [], findings: [], normal: [] };
export default { kind: 'plugin', name: 'spleen-plugin', apiVersion: '${apiVersion}', components: [spleen] };\n`;
  const install = async (name: string, manifest: unknown, source = code()) => {
    const folder = join(dir, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({
        name,
        version: '1.2.3',
        type: 'module',
        exports: { '.': { types: './x.d.ts', import: './plugin.js' } },
        totalfm: manifest,
      }),
    );
    await writeFile(join(folder, 'plugin.js'), source);
    return folder;
  };

  it('loads a package beside the experiment, and a relative path through extends', async () => {
    const folder = await install('spleen-plugin', { plugin: true, apiVersion: '^1.0.0', provides: ['organ:spleen'] });
    expect(await readPluginManifest(folder)).toMatchObject({ name: 'spleen-plugin', provides: ['organ:spleen'] });
    const { registry } = await load(`${minimal}plugins: [spleen-plugin]\n`);
    expect([...registry.ofKind('organ').keys()]).toEqual(['liver', 'kidney', 'spleen']);
    await mkdir(join(dir, 'sub'), { recursive: true });
    await writeFile(join(dir, 'sub', 'local-plugin.mjs'), code());
    await writeFile(join(dir, 'sub', 'base.yaml'), `${minimal}plugins: [./local-plugin.mjs]\n`);
    expect((await one('extends: ./sub/base.yaml\n')).plugins).toEqual([join(dir, 'sub', 'local-plugin.mjs')]);
  });

  it('checks the manifest before the code runs, and against it', async () => {
    const ran = join(dir, 'ran');
    const touching = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(ran)}, '');\n${code()}`;
    await install('old-plugin', { plugin: true, apiVersion: '^0.1.0', provides: [] }, touching);
    await install('no-plugin', undefined, touching);
    await install('lying-plugin', { plugin: true, apiVersion: '^1.0.0', provides: ['organ:pancreas'] });
    await install('empty-plugin', { plugin: true, apiVersion: '^1.0.0', provides: [] }, 'export const nothing = 1;\n');
    const codeOf = async (name: string) => (await failure(load(`${minimal}plugins: [${name}]\n`))).code;
    expect(await codeOf('old-plugin')).toBe('TFM_PLUGIN_API_VERSION');
    expect(await codeOf('no-plugin')).toBe('TFM_PLUGIN_MANIFEST');
    await expect(readFile(ran)).rejects.toThrow();
    expect(await codeOf('lying-plugin')).toBe('TFM_PLUGIN_MANIFEST');
    expect(await codeOf('empty-plugin')).toBe('TFM_PLUGIN_INVALID');
  });
});

describe('the container', () => {
  const made: Container[] = [];
  // Each guards this process's sockets as long as it lives.
  afterEach(() => Promise.all(made.splice(0).map((container) => container.dispose())));
  const contain = async (text: string, builtIns: readonly Plugin[] = [tinyPlugin]) => {
    const opened = await openExperiment({ file: await write(text) }, { builtIns, pipeline: tinyPipeline });
    made.push(opened.container());
    return made.at(-1)!;
  };

  it('creates each component once, with its needs, references and settings', async () => {
    const container = await contain(
      `${minimal}letters: [c]\nparser: { model: $local }\nmodels: { local: { use: echo, model: big }, unused: { use: other } }\n`,
    );
    const { parser, vision, pairs, evaluate } = await container.components({
      parser: slots.parser,
      vision: slots.vision,
      pairs: slots.pairs,
      evaluate: slots.evaluate,
    });
    expect(parser).toEqual({ organs: ['c'], model: { id: 'echo', model: 'big' } });
    expect((vision as unknown as { pairs: unknown }).pairs).toBe(pairs);
    expect(evaluate.map((evaluator) => (evaluator as unknown as { id: string }).id)).toEqual([
      'findings',
      'organ-lesions',
    ]);
    expect((await failure(container.components({ pretrain: slots.pretrain }))).code).toBe('TFM_NEED_MISSING');
  });

  it('has an identity that changes with options, needs and settings, and with nothing else', async () => {
    const identity = async (text: string, name: 'vision' | 'parser' | 'align') =>
      (await contain(minimal + text)).identity(name);
    const base = await identity('', 'vision');
    expect(await identity('name: other\nseed: 4\nalign: { epochs: 9 }\nvision: { dim: 16 }\n', 'vision')).toEqual(base);
    expect(await identity('pairs: { size: [4, 4, 4] }\n', 'vision')).not.toEqual(base);
    expect(await identity('letters: [c]\n', 'parser')).not.toEqual(await identity('', 'parser'));
    expect(await identity('align: { saveEvery: 9 }\n', 'align')).toEqual(await identity('', 'align'));
    expect(await identity('align: { epochs: 9 }\n', 'align')).not.toEqual(await identity('', 'align'));
  });

  it('reports circles and missing needs with the line of the component', async () => {
    const builtIns = [tinyPlugin, troubledPlugin];
    expect(await failure(load(`${minimal}segmenter: { use: circular }\n`, { builtIns }))).toMatchObject({
      code: 'TFM_NEED_CYCLE',
      message: expect.stringContaining('Left:left → Right:right → Left:left'),
    });
    expect(await failure(load(`${minimal}segmenter: { use: orphan }\n`, { builtIns }))).toMatchObject({
      code: 'TFM_NEED_MISSING',
      where: { line: 2, component: 'orphan' },
    });
  });

  it('disposes of what it created, last first', async () => {
    const container = await contain(`${minimal}parser: { model: $local }\nmodels: { local: { use: echo } }\n`);
    const order: string[] = [];
    const { pairs, vision } = await container.components({ pairs: slots.pairs, vision: slots.vision });
    Object.assign(pairs as object, { dispose: () => order.push('pairs') });
    Object.assign(vision as object, { dispose: () => order.push('vision') });
    await container.dispose();
    expect(order).toEqual(['vision', 'pairs']);
  });
});
