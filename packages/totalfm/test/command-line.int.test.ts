import { mkdtempSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'totalfm-command-'));
const run = (...args: string[]) => totalfm(args, { cwd });

const commands = [
  'run',
  'resume',
  'evaluate',
  'plan',
  'prune',
  'inspect',
  'compare',
  'tables',
  'parse',
  'evaluate-parser',
  'embed',
  'write',
  'export',
  'components',
  'config schema',
  'config show',
  'init',
  'phantom',
];

describe('the command line', () => {
  it.each(commands)('%s has help with examples, and --json', async (command) => {
    const { code, stdout, stderr } = await run(...command.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('--json');
  });

  it('lists every command', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toContain(`  ${command.split(' ')[0]} `);
  });

  it.each([
    ['train-segmenter', 'sweep.yaml', '-o', 'model'],
    ['segment', '-i', 'ct.nii.gz', '-o', 'labels.nii.gz', '--experiment', 'sweep.yaml'],
    ['parse', 'reports.csv', '--experiment', 'sweep.yaml'],
  ])('%s takes no sweep: it does one thing', async (...args) => {
    writeFileSync(join(cwd, 'sweep.yaml'), 'cohort: { use: phantom, exams: 4 }\nsweep: { seed: [0, 1] }\n');
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('The experiment sweeps over 2.');
  });

  it.each([
    [['frobnicate']],
    [['init', '--plugn', 'x']],
    [['run']],
    [['embed', '-i', 'ct.nii.gz', '-o', 'x.npz']],
    [['embed', '-t', 'text', '-o', 'x.txt']],
    [['write', '-i', 'ct.nii.gz', '-o', 'report.pdf']],
    [['write', '-i', 'ct.nii.gz']],
    [['tables', 'demo', '--format', 'pdf']],
    [['tables']],
    [['phantom', '--out', 'x', '--exams', 'many']],
    [['components', '--contract', 'Segmentor']],
    [['run', 'missing.yaml']],
    [['run', 'missing.yaml', '--until', 'alignn']],
  ])('%j is wrong: exit code 2, a code and a remedy', async (args) => {
    const text = await run(...args);
    expect(text.code).toBe(2);
    expect(text.stdout).toBe('');
    expect(text.stderr).toMatch(/^error TFM_[A-Z_]+\n/);
    expect(text.stderr).toContain('fix:');
    expect(text.stderr).not.toMatch(/\n\s+at /);
    const json = await run(...args, '--json');
    expect(json.code).toBe(2);
    expect(jsonOf(json)).toMatchObject({
      error: { code: expect.stringMatching(/^TFM_/), message: expect.any(String) },
    });
  });

  it('suggests what was meant', async () => {
    expect((await run('components', '--contract', 'Segmentor')).stderr).toContain('Segmenter');
    expect((await run('run', 'missing.yaml', '--until', 'alignn')).stderr).toContain('align');
    expect((await run('init', '--plugn', 'x')).stderr).toContain('--plugin');
  });

  it('lists components and their options', async () => {
    const listed = jsonOf(await run('components', '--json')) as unknown as { contract: string; id: string }[];
    for (const [contract, id] of [
      ['Cohort', 'phantom'],
      ['Cohort', 'folder'],
      ['Segmenter', 'label-files'],
      ['ReportParser', 'rules'],
      ['Pretrainer', 'videomae'],
      ['Trainer', 'contrastive'],
      ['VolumeCutter', 'organ-volumes'],
      ['VolumeStore', 'webdataset'],
      ['PairStore', 'parquet'],
      ['organ', 'liver'],
    ]) {
      expect(listed).toContainEqual(expect.objectContaining({ contract, id }));
    }
    expect((await run('components', 'contrastive')).stdout).toContain('temperature');
    expect(
      jsonOf(await run('components', '--plugin', '@totalfm/plugin-organ-thyroid', '--contract', 'organ', '--json')),
    ).toContainEqual(expect.objectContaining({ id: 'thyroid' }));
  });

  it('prints a JSON Schema of experiments', async () => {
    expect(jsonOf(await run('config', 'schema'))).toMatchObject({
      type: 'object',
      properties: { cohort: expect.anything(), align: expect.anything() },
    });
  });

  it('writes an experiment and a plugin that resolve as they are, and never over a file', async () => {
    const written = jsonOf(await run('init', 'study', '--json')) as unknown as { files: string[] };
    expect(written.files).toEqual(['study/experiment.yaml']);
    expect((await run('config', 'show', 'study/experiment.yaml')).stdout).toContain('use: phantom');
    const before = readFileSync(join(cwd, 'study/experiment.yaml'), 'utf8');
    const again = await run('init', 'study');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('TFM_OUTPUT_EXISTS');
    expect(readFileSync(join(cwd, 'study/experiment.yaml'), 'utf8')).toBe(before);
    await run('init', 'with-plugin', '--plugin', 'bile-duct');
    expect(existsSync(join(cwd, 'with-plugin/plugin-bile-duct/index.js'))).toBe(true);
  });
});
