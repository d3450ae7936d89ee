import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy, readNifti, writeNifti } from '@totalfm/imaging';
import { unzipSync } from 'fflate';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, root, totalfm, type CliResult } from './support/cli.ts';
import { tinyExperiment, tinyFolder } from './support/tiny.ts';

interface Output {
  readonly status: string;
  readonly dir: string;
  readonly report: string;
  readonly stages: readonly { readonly stage: string; readonly reused: boolean }[];
  readonly failures: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, never>>>>;
}

const estimate = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
const measures = expect.objectContaining({ auroc: estimate });

describe('a small run from end to end', () => {
  const cwd = tinyFolder();
  const run = (...args: string[]) => totalfm(args, { cwd });
  const outputOf = (result: CliResult) => {
    expect(result.code, result.stderr).toBe(0);
    return jsonOf(result) as unknown as Output;
  };
  const vectorsOf = (file: string) =>
    Object.entries(unzipSync(readFileSync(join(cwd, file)))).map(
      ([name, bytes]) => [name.replace(/\.npy$/, ''), decodeNpy(bytes).data as Float32Array] as const,
    );
  let first: CliResult;
  beforeAll(async () => {
    first = await run('run', 'tiny.yaml', '--json');
    await run('phantom', '--out', 'exams', '--exams', '3', '--seed', '11');
  });

  it('ends with metrics, scores and a report; progress is on stderr', () => {
    const output = outputOf(first);
    expect(output.status).toBe('done');
    // A native library that prints line feeds would leave JSON what it is, and `| head -1` with an empty line.
    expect(first.stdout).toMatch(/^\{/);
    expect(output.metrics).toMatchObject({
      findings: {
        primary: 'auroc',
        means: expect.arrayContaining([
          expect.objectContaining({ name: 'macro', measures }),
          expect.objectContaining({ grade: 'whole-organ' }),
        ]),
        targets: expect.arrayContaining([expect.objectContaining({ group: 'lung', measures })]),
      },
      organLesions: {
        means: [expect.objectContaining({ name: 'macro', measures })],
        targets: expect.arrayContaining([expect.objectContaining({ id: 'lung', measures })]),
      },
    });
    expect(JSON.parse(readFileSync(join(cwd, 'runs/tiny/metrics.json'), 'utf8'))).toEqual(output.metrics);
    const report = readFileSync(join(cwd, output.report), 'utf8');
    expect(report).toContain('<html');
    expect(report).not.toMatch(/(src|href)="https?:/);
    expect(first.stderr).toMatch(/^align\s+done/m);
    // What the next training starts with.
    expect(readdirSync(join(cwd, 'runs/.artifacts/.programs')).some((name) => name.endsWith('.ort'))).toBe(true);
  });

  it('does nothing twice', async () => {
    const again = outputOf(await run('run', 'tiny.yaml', '--name', 'again', '--json'));
    expect(again.stages.every(({ reused }) => reused)).toBe(true);
    expect(again.metrics).toEqual(outputOf(first).metrics);
  });

  it('stops after a stage that is named, and goes on', async () => {
    const part = outputOf(
      await run('run', 'tiny.yaml', '--name', 'part', '--set', 'seed=4', '--until', 'pretrain', '--json'),
    );
    expect(part.stages.map(({ stage }) => stage)).toEqual([
      'ingest',
      'segment',
      'volumes',
      'parse',
      'pair',
      'pretrain',
    ]);
    expect(outputOf(await run('resume', 'part', '--json')).metrics.findings).toBeDefined();
  });

  it('runs the grid of a sweep', async () => {
    writeFileSync(
      join(cwd, 'sweep.yaml'),
      'extends: ./tiny.yaml\nname: grid\nsweep: { align.temperature: [0.05, 0.2] }\n',
    );
    const outputs = jsonOf(await run('run', 'sweep.yaml', '--until', 'ingest', '--json')) as unknown as Output[];
    expect(outputs.map(({ dir }) => dir)).toEqual(['runs/grid.temperature-0.05', 'runs/grid.temperature-0.2']);
  });

  it('is scored on exams that it has never seen, and only as what it is', async () => {
    const fresh = outputOf(await run('evaluate', 'tiny', '--set', 'cohort.seed=99', '--json'));
    expect(fresh.metrics.findings.means[0]).toMatchObject({ name: 'macro', measures: { auroc: estimate } });
    const changed = await run('evaluate', 'tiny', '--set', 'vision.dim=48');
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain('TFM_EXPERIMENT_TRAINED');
  });

  it('is inspected: the run, an exam, a pair', async () => {
    expect(outputOf(await run('inspect', 'runs/tiny', '--json'))).toMatchObject({ status: 'done' });
    const exam = 'phantom-5-000000';
    const { pairs } = jsonOf(await run('inspect', 'tiny', exam, '--json')) as unknown as { pairs: { key: string }[] };
    expect(pairs.map(({ key }) => key)).toContain(`${exam}/liver`);
    expect((await run('inspect', 'tiny', `${exam}/liver`)).stdout).toContain('truth:');
    const missing = await run('inspect', 'tiny', 'phantom-5-00000');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/TFM_INSPECT_NOT_FOUND[\s\S]*phantom-5-00000/);
  });

  it('embeds a CT and texts as vectors of length 1, with what export writes too', async () => {
    const [ct, labels] = ['ct', 'segmentation'].map((name) => `exams/phantom-11-000000/${name}.nii.gz`);
    expect(await run('embed', '-i', ct, '-s', labels, '-o', 'organs.npz', '--run', 'tiny')).toMatchObject({ code: 0 });
    const organs = vectorsOf('organs.npz');
    expect(organs.map(([name]) => name).sort()).toEqual([
      'kidney_left',
      'kidney_right',
      'liver',
      'lung_left',
      'lung_right',
    ]);
    for (const [, vector] of organs) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);

    writeFileSync(
      join(cwd, 'prompts.json'),
      JSON.stringify({ cyst: 'There is a cyst in the liver.', normal: 'The liver is normal.' }),
    );
    expect(await run('embed', '-t', 'prompts.json', '-o', 'texts.json', '--run', 'tiny')).toMatchObject({ code: 0 });
    const texts = JSON.parse(readFileSync(join(cwd, 'texts.json'), 'utf8')) as Record<string, number[]>;
    expect(Object.keys(texts)).toEqual(['cyst', 'normal']);
    for (const vector of Object.values(texts)) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);

    expect(await run('export', 'tiny', '--out', 'onnx')).toMatchObject({ code: 0 });
    for (const [quantize, least] of [
      ['int8', 0.99],
      ['float16', 0.9999],
    ] as const) {
      const { quantization } = jsonOf(
        await run('export', 'tiny', '--out', `onnx-${quantize}`, '--quantize', quantize, '--json'),
      ) as unknown as { quantization: { volumes: number; leastCosine: number } };
      expect(quantization.volumes).toBeGreaterThan(0);
      expect(quantization.leastCosine).toBeGreaterThan(least);
    }
    expect(statSync(join(cwd, 'onnx-float16/vision.onnx')).size).toBeLessThan(
      0.7 * statSync(join(cwd, 'onnx/vision.onnx')).size,
    );
    const session = await ort.InferenceSession.create(join(cwd, 'onnx/vision.onnx'));
    expect(session.outputNames).toEqual(['embedding']);
    expect(await run('embed', '-i', ct, '-s', labels, '-o', 'exported.npz', '--checkpoint', 'onnx')).toMatchObject({
      code: 0,
    });
    expect(readFileSync(join(cwd, 'exported.npz')).equals(readFileSync(join(cwd, 'organs.npz')))).toBe(true);
  });

  it('says what is wrong with what it is to embed', async () => {
    const codeOf = async (...args: string[]) =>
      (
        jsonOf(await run('embed', '-o', 'x.npz', '--run', 'tiny', '--json', ...args)) as unknown as {
          error: { code: string };
        }
      ).error.code;
    expect(await codeOf('-t', '')).toBe('TFM_TEXT_INPUT');
    expect(await codeOf('-t', '{"a": 1}')).toBe('TFM_TEXT_INPUT');
    expect(await codeOf('-t', 'nowhere.json')).toBe('TFM_TEXT_INPUT');
    expect(await codeOf('-t', 'a', '--run', 'nowhere')).toBe('TFM_TRAINED_MISSING');
    cpSync(join(cwd, 'onnx'), join(cwd, 'other-organs'), { recursive: true });
    const experiment = JSON.parse(readFileSync(join(cwd, 'onnx/experiment.json'), 'utf8')) as { organs: string[] };
    writeFileSync(
      join(cwd, 'other-organs/experiment.json'),
      JSON.stringify({ ...experiment, organs: experiment.organs.slice().reverse() }),
    );
    expect(await codeOf('-t', 'a', '--run', 'other-organs')).toBe('TFM_CHECKPOINT_ORGANS');
    expect(existsSync(join(cwd, 'x.npz'))).toBe(false);
  });

  it('writes no report without a generator, and says what to do', async () => {
    const write = (...args: string[]) =>
      run('write', '-i', 'exams/phantom-11-000000/ct.nii.gz', '-o', 'report.md', ...args);
    expect((await write('--run', 'tiny')).stderr).toMatch(/TFM_WRITE_NO_GENERATOR[\s\S]*`generate`/);
    const named = jsonOf(await write('--run', 'tiny', '--generator', 'nobody', '--json'));
    expect(named).toMatchObject({ error: { message: 'The run has no generator nobody.' } });
    expect((await write('--run', 'nowhere')).stderr).toContain('TFM_TRAINED_MISSING');
    expect(existsSync(join(cwd, 'report.md'))).toBe(false);
  });

  it('is compared with another', async () => {
    expect(await run('run', 'tiny.yaml', '--name', 'plain', '--set', 'pretrain=false')).toMatchObject({ code: 0 });
    const compared = jsonOf(await run('compare', 'tiny', 'plain', '--json')) as unknown as {
      runs: { name: string }[];
      page: string;
    };
    expect(compared.runs.map(({ name }) => name)).toEqual(['tiny', 'plain']);
    expect(readFileSync(join(cwd, compared.page), 'utf8')).toContain('plain');
  });

  it('is set beside another in the tables of the paper, in every format', async () => {
    const printed = await run('tables', 'tiny', 'plain');
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^ {2}tiny above plain in \d+ of \d+ \(\d+ clearly\)/m);
    const made = jsonOf(await run('tables', 'tiny', 'plain', '--json')) as unknown as { table: string }[];
    expect(made.map(({ table }) => table)).toEqual(['organ-lesions', 'merlin-30', 'ct-rate-18']);
    for (const [ending, start] of Object.entries({
      txt: 'Organ-wise',
      html: '<!doctype',
      csv: 'table,',
      tex: '\\begin',
    })) {
      expect(await run('tables', 'tiny', 'plain', '-o', `tables.${ending}`)).toMatchObject({ code: 0 });
      expect(readFileSync(join(cwd, `tables.${ending}`), 'utf8')).toMatch(
        new RegExp(`^${start.replace('\\', '\\\\')}`),
      );
    }
    const wrong = await run('tables', 'tiny', 'nowhere');
    expect(wrong.stderr).toMatch(/TFM_REPORT_NOT_A_RUN[\s\S]*nowhere[\s\S]*fix:/);
    expect((await run('tables', 'tiny', '-o', 'tables.pdf')).stderr).toMatch(/TFM_USAGE[\s\S]*\.tex/);
    expect(existsSync(join(cwd, 'tables.pdf'))).toBe(false);
  });

  it('scores a folder of exams, and what is wrong with one exam stops no other', async () => {
    const exam = (name: string) => join(cwd, 'exams', name);
    const broken = (name: string) => {
      cpSync(exam('phantom-11-000000'), exam(name), { recursive: true });
      return exam(name);
    };
    rmSync(join(cwd, 'exams/split.csv'));
    const ctBytes = readFileSync(join(broken('truncated'), 'ct.nii.gz'));
    writeFileSync(join(exam('truncated'), 'ct.nii.gz'), ctBytes.subarray(0, ctBytes.length >> 1));
    writeFileSync(join(broken('mislabelled'), 'ct.nii.gz'), 'GIF89a, renamed by somebody');
    const labels = await readNifti(join(broken('other-grid'), 'segmentation.nii.gz'));
    await writeNifti(join(exam('other-grid'), 'segmentation.nii.gz'), { ...labels, spacing: [9, 9, 9] });
    await writeNifti(join(broken('empty-mask'), 'segmentation.nii.gz'), {
      ...labels,
      data: new Uint8Array(labels.data.length),
    });
    writeFileSync(join(broken('empty-report'), 'report.txt'), '\n');
    rmSync(join(broken('no-report'), 'report.txt'));
    mkdirSync(exam('nothing'));
    const ct = await readNifti(join(broken('shifted'), 'ct.nii.gz'));
    await writeNifti(join(exam('shifted'), 'ct.nii.gz'), { ...ct, data: Int16Array.from(ct.data, (hu) => hu + 1024) });

    writeFileSync(join(cwd, 'folder.yaml'), 'name: folder\nfrom: runs/tiny\ncohort: { use: folder }\n');
    const output = outputOf(await run('run', 'folder.yaml', '--set', 'cohort.root=exams', '--json'));
    expect(output.status).toBe('done');
    expect(existsSync(join(cwd, output.report))).toBe(true);
    const failures = readFileSync(join(cwd, 'runs/folder/failures.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { exam: string; level: string; code: string; fix?: string });
    expect(failures.map(({ exam: id, level, code }) => `${id}: ${level} ${code}`).sort()).toEqual([
      'empty-mask: error TFM_SEGMENTATION_EMPTY',
      'empty-report: warning TFM_REPORT_MISSING',
      'mislabelled: error TFM_VOLUME_FORMAT',
      'no-report: warning TFM_REPORT_MISSING',
      'nothing: error TFM_FOLDER_CT_MISSING',
      'nothing: warning TFM_REPORT_MISSING',
      'other-grid: error TFM_SEGMENTATION_GRID',
      'shifted: warning TFM_CT_SUSPECT',
      'shifted: warning TFM_LABELS_SUSPECT',
      'truncated: error TFM_NIFTI_TRUNCATED',
    ]);
    for (const { fix } of failures) expect(fix).toBeTruthy();
    const scored = new Set(
      readFileSync(join(cwd, 'runs/folder/scores.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { exam: string }).exam),
    );
    for (const name of readdirSync(join(cwd, 'exams')).filter((id) => id.startsWith('phantom') || id === 'shifted'))
      expect([...scored]).toContain(name);

    writeFileSync(join(exam('no-report'), 'report.txt'), 'The liver is normal.\n');
    expect(outputOf(await run('run', 'folder.yaml', '--set', 'cohort.root=exams', '--json')).status).toBe('done');
    expect(readFileSync(join(cwd, 'runs/folder/failures.jsonl'), 'utf8')).not.toContain('"exam":"no-report"');
  });

  it('takes an organ from a plugin that the experiment names, and from nowhere else', async () => {
    const experiment = tinyExperiment
      .replace('name: tiny', "name: thyroid\nplugins: ['@totalfm/plugin-organ-thyroid']")
      .replace('organs: [lung, liver, kidney]', 'organs: [lung, thyroid]');
    writeFileSync(join(cwd, 'thyroid.yaml'), experiment);
    expect(await run('run', 'thyroid.yaml')).toMatchObject({ code: 0 });
    const { pairs } = jsonOf(await run('inspect', 'thyroid', 'phantom-5-000000', '--json')) as unknown as {
      pairs: { organ: string; truth: object }[];
    };
    expect(pairs.find(({ organ }) => organ === 'thyroid')?.truth).toEqual({
      thyroid_nodule: expect.any(Boolean),
      goiter: expect.any(Boolean),
    });
    writeFileSync(join(cwd, 'no-plugin.yaml'), experiment.replace(/plugins: .*\n/, ''));
    expect((await run('run', 'no-plugin.yaml')).stderr).toContain('TFM_ORGAN_UNKNOWN');
  });

  const data = join(process.env.TOTALFM_TEST_DATA ?? join(root, '../shared/data'), 'ct');
  it.skipIf(!existsSync(data))('scores real CTs', async () => {
    const exams = join(cwd, 'real');
    for (const name of ['abdomen-3mm', 'abdomen-pelvis-3mm']) {
      cpSync(join(data, name), join(exams, name), { recursive: true });
      writeFileSync(join(exams, name, 'report.txt'), 'The liver is normal. No renal stones.\n');
    }
    const output = outputOf(
      await run('run', 'folder.yaml', '--name', 'real', '--set', `cohort.root=${exams}`, '--json'),
    );
    expect(output.failures).toEqual({});
    const scores = readFileSync(join(cwd, 'runs/real/scores.jsonl'), 'utf8');
    expect(scores).toContain('abdomen-pelvis-3mm');
  });
});
