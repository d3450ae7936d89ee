import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { product, readTensorFiles, writeTensorFiles, type NamedTensor } from '@totalfm/compute';
import { ctClipOptions, ctClipTable } from '@totalfm/plugin-backbone-ct-clip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { writeTinyBert } from './support/tiny-bert.ts';
import { tinyFolder } from './support/tiny.ts';

const size = [16, 16, 12] as const;
const options = {
  dim: 16,
  spatialDepth: 1,
  temporalDepth: 1,
  heads: 2,
  headDim: 8,
  patch: [8, 8, 6],
  codebook: 32,
  width: 16,
};

/** CT-CLIP in small, on exams of which none is for training. */
const experiment = `name: official
plugins: ['@totalfm/plugin-backbone-ct-clip']
cohort: { use: phantom, exams: 8, seed: 5, spacing: [8, 8, 10], splits: { train: 0, validation: 0.4, test: 0.6 } }
organs: [lung, liver]
cutter: { use: centred-scan, size: [${size.join(', ')}], spacing: [24, 24, 32], align: faces, hu: [-1000, 1000] }
vision: ${JSON.stringify({ use: 'ct-clip', ...options })}
text: { use: ct-clip-text, folder: bert, width: 16, tokens: 24 }
align: { use: published-weights, file: CT-CLIP_v2.safetensors }
evaluate: [{ use: findings, resamples: 20 }]
`;

/** The published file of such a model: both sides, and parts that nobody asks for. */
async function writePublished(dir: string): Promise<void> {
  await writeTinyBert(join(dir, 'bert'));
  const words = await readTensorFiles(join(dir, 'bert/model.safetensors'));
  rmSync(join(dir, 'bert/model.safetensors'));
  const drawn = (shape: readonly number[], tensor: number): NamedTensor => ({
    shape,
    data: Float32Array.from({ length: product(shape) }, (_, i) => 0.3 * Math.sin(tensor + i * i)),
  });
  const image = ctClipTable(ctClipOptions.parse(options), size).map(({ name, shape }, index) => [
    name,
    drawn(shape, index),
  ]);
  await writeTensorFiles(join(dir, 'CT-CLIP_v2.safetensors'), {
    ...(Object.fromEntries(image) as Record<string, NamedTensor>),
    ...Object.fromEntries(Object.entries(words).map(([name, tensor]) => [`text_transformer.${name}`, tensor])),
    'to_text_latent.weight': drawn([16, 16], 7),
    temperature: { shape: [], data: Float32Array.of(2) },
    'visual_transformer.to_pixels.0.bias': drawn([3], 1),
  });
}

describe('published weights of a plugin’s model', () => {
  const cwd = tinyFolder(experiment);
  afterAll(() => rmSync(cwd, { recursive: true }));
  beforeAll(() => writePublished(cwd));

  it('are scored on exams, and embed a CT and texts, without any training', async () => {
    const run = await totalfm(['run', 'tiny.yaml', '--json'], { cwd });
    expect(run.code, run.stderr).toBe(0);
    const { metrics } = jsonOf(run) as unknown as { metrics: { findings: { targets: readonly object[] } } };
    expect(metrics.findings.targets.length).toBeGreaterThan(0);
    const manifest = JSON.parse(
      readFileSync(join(cwd, 'runs/official/artifacts/align/checkpoint.json'), 'utf8'),
    ) as object;
    expect(manifest).toMatchObject({ trainer: 'published-weights', steps: 0, scale: expect.closeTo(Math.exp(2), 4) });
    const texts = await totalfm(['embed', '-t', '["A cyst of the liver."]', '-o', 'texts.json', '--run', 'official'], {
      cwd,
    });
    expect(texts.code, texts.stderr).toBe(0);
  });

  it('are of whole scans, of which an organ is inspected as what the report says of it', async () => {
    const exam = 'phantom-5-000000';
    const inspect = (name: string) => totalfm(['inspect', 'official', `${exam}/${name}`], { cwd });
    const { stdout } = await inspect('lung_left');
    expect(stdout).toMatch(/lung_left: in the whole scan, .* which is the pair phantom-5-000000\/exam;/);
    expect(stdout).toMatch(/report says: [\s\S]*truth: /);
    expect((await inspect('exam')).stdout).toMatch(/exam: \d+ ml/);
    expect((await inspect('kidney')).stderr.replace(/\s+/g, ' ')).toMatch(
      /TFM_INSPECT_NOT_FOUND .*There are: exam, lung_left, lung_right, liver\./,
    );
  });

  it('of another architecture are refused with the file that is wanted, and where it comes from', async () => {
    const run = await totalfm(['run', 'tiny.yaml', '--name', 'deeper', '--set', 'vision.spatialDepth=2'], { cwd });
    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(/TFM_CHECKPOINT_MISMATCH/);
    expect(run.stderr).toMatch(/layers\.1\.\S+/);
    expect(run.stderr.replace(/\s+/g, ' ')).toMatch(
      /models\/CT-CLIP_v2\.pt of the hub’s dataset ibrahimhamamci\/CT-RATE/,
    );
    writeFileSync(join(cwd, 'half.safetensors'), readFileSync(join(cwd, 'CT-CLIP_v2.safetensors')).subarray(0, 9000));
    const half = await totalfm(['run', 'tiny.yaml', '--name', 'half', '--set', 'align.file=half.safetensors'], { cwd });
    expect(half.stderr).toMatch(/TFM_(WEIGHTS_CORRUPT|TENSORS_CORRUPT|CHECKPOINT_CORRUPT)/);
    expect(half.stderr.replace(/\s+/g, ' ')).toMatch(/CT-CLIP is read from models\/CT-CLIP_v2\.pt/);
  });
});
