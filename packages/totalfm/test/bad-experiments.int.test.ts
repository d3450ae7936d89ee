import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyExperiment, tinyFolder } from './support/tiny.ts';

const cwd = tinyFolder();
const plugin = (name: string, apiVersion: string) =>
  `export const plugin = { kind: 'plugin', name: '${name}', apiVersion: '${apiVersion}', components: [{ kind: 'organ', organ: 'liver', name: 'liver', structures: ['liver'], terms: ['liver'], findings: [], normal: ['Normal.'] }] };\n`;
writeFileSync(join(cwd, 'twin.mjs'), plugin('twin', '^1.0.0'));
writeFileSync(join(cwd, 'old.mjs'), plugin('old', '^0.3.0'));

/** The experiment's "Bad input": each has a code, says where, and what to do. */
describe('an experiment with a mistake', () => {
  it.each([
    ['an unknown organ', tinyExperiment.replace('liver', 'livr'), 'TFM_ORGAN_UNKNOWN', 4, 'liver'],
    [
      'an unknown option',
      tinyExperiment.replace('organsPerBatch', 'organsPerBach'),
      'TFM_OPTION_UNKNOWN',
      9,
      'organsPerBatch',
    ],
    [
      'an unknown component',
      tinyExperiment.replace('use: videomae', 'use: videomea'),
      'TFM_COMPONENT_UNKNOWN',
      8,
      'videomae',
    ],
    ['an unknown key', `${tinyExperiment}pretrian: false\n`, 'TFM_EXPERIMENT_KEY', 13, 'pretrain'],
    ['a value of the wrong form', tinyExperiment.replace('exams: 16', 'exams: many'), 'TFM_OPTION_INVALID', 3, ''],
    ['two plugins with one id', `${tinyExperiment}plugins: [./twin.mjs]\n`, 'TFM_PLUGIN_DUPLICATE', undefined, ''],
    [
      'a plugin for another API version',
      `${tinyExperiment}plugins: [./old.mjs]\n`,
      'TFM_PLUGIN_API_VERSION',
      undefined,
      '',
    ],
    [
      'a plugin that is not there',
      `${tinyExperiment}plugins: [totalfm-plugin-nowhere]\n`,
      'TFM_PLUGIN_NOT_FOUND',
      13,
      'npm install',
    ],
    ['invalid YAML', `${tinyExperiment}cohort: [\n`, 'TFM_EXPERIMENT_YAML', undefined, ''],
    ['parts that do not fit', tinyExperiment.replace('dim: 24', 'dim: 25'), 'TFM_VISION_OPTIONS', 6, 'vision.heads'],
    [
      'a model of a run that is not there',
      'name: x\nfrom: runs/nowhere\ncohort: { use: folder, root: . }\n',
      'TFM_EXPERIMENT_NOT_FOUND',
      undefined,
      '',
    ],
  ])('%s', async (_what, text, code, line, fix) => {
    writeFileSync(join(cwd, 'bad.yaml'), text);
    const result = await totalfm(['run', 'bad.yaml', '--json'], { cwd });
    expect(result.code).toBe(2);
    const { error } = jsonOf(result) as unknown as {
      error: { code: string; where: { file?: string; line?: number }; fix: string };
    };
    expect(error.code).toBe(code);
    if (line !== undefined) expect(error.where).toMatchObject({ file: join(cwd, 'bad.yaml'), line });
    expect(error.fix).toContain(fix);
    expect(error.fix).not.toBe('');
  });

  it.each([
    ['a mistake', 'export const plugin = {\n  kind: 1,,\n};\n', 2, 'Unexpected token'],
    ['an import of nothing', "import fs from 'node:fs';\nimport { nope } from 'node:path';\n", 2, 'nope'],
  ])('a plugin with %s in its code is told by its file and line', async (_what, code, line, message) => {
    writeFileSync(join(cwd, 'broken.mjs'), code);
    writeFileSync(join(cwd, 'bad.yaml'), `${tinyExperiment}plugins: [./broken.mjs]\n`);
    const result = await totalfm(['run', 'bad.yaml', '--json'], { cwd });
    expect(result.code).toBe(2);
    expect(jsonOf(result).error).toMatchObject({
      code: 'TFM_PLUGIN_INVALID',
      where: { file: join(cwd, 'broken.mjs'), line },
      message: expect.stringContaining(message) as string,
    });
  });

  it('is told to people with the place and the remedy', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), tinyExperiment.replace('liver', 'livr'));
    const { code, stderr } = await totalfm(['run', 'bad.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('TFM_ORGAN_UNKNOWN');
    expect(stderr).toContain('bad.yaml:4');
    expect(stderr).toMatch(/fix: .*liver/);
  });
});
