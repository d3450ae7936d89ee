import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluationResult } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkpointManifest,
  metricsOf,
  parseJson,
  parseJsonLines,
  readRunJson,
  readRunLines,
  runJson,
  runLines,
  runManifest,
  runMetrics,
  savedExperiment,
  scoreLine,
  scoreLinesOf,
  trainingMetricLine,
} from './index.ts';

const estimate = { value: 0.8, low: 0.7, high: 0.9 };
const result: EvaluationResult = {
  key: 'texture',
  title: 'Texture',
  description: 'How rough it looks.',
  unit: 'region',
  measures: [{ id: 'mae', title: 'MAE', better: 'lower', statistic: 'mean' }],
  primary: 'mae',
  targets: [{ id: 'top', name: 'top', measures: { mae: estimate } }],
  means: [{ name: 'macro', measures: { mae: null }, targets: ['top'] }],
  skipped: [],
  details: { protocol: { resamples: 10 } },
  scores: [{ exam: 'e', patient: 'p', target: 'top', score: 1 }],
};
const experiment = {
  name: 'demo',
  seed: 0,
  plugins: [],
  models: { local: { use: 'llm', model: 'm' } },
  compute: { use: 'onnx' },
  privacy: { remote: 'refuse' },
  anySlot: { use: 'whatever', size: [1, 2] },
};

describe('the files of a run', () => {
  let dir: string;
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'totalfm-format-'))));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('are read as they were written', async () => {
    const metrics = metricsOf([result]);
    expect(parseJson(runJson(metrics, runMetrics, 'metrics.json'), runMetrics, {})).toEqual(metrics);
    expect(metrics.texture).not.toHaveProperty('scores');
    const lines = scoreLinesOf([result]);
    expect(parseJsonLines(runLines(lines, scoreLine, 'scores.jsonl'), scoreLine, {})).toEqual([
      { evaluator: 'texture', exam: 'e', patient: 'p', target: 'top', score: 1 },
    ]);
    expect(parseJson(runJson(experiment, savedExperiment, ''), savedExperiment, {})).toEqual(experiment);
  });

  it('say which file, line and field does not fit', async () => {
    const file = join(dir, 'scores.jsonl');
    await writeFile(
      file,
      `${JSON.stringify({ evaluator: 'a', exam: 'e', patient: 'p', target: 't', score: 1 })}\n{}\n`,
    );
    await expect(readRunLines(file, scoreLine)).rejects.toMatchObject({
      code: 'TFM_RUN_FORMAT',
      where: { file, line: 2 },
      message: expect.stringContaining('`evaluator`'),
    });
    const checkpoint = { format: 1, trainer: 'contrastive', organs: [], seed: 0, steps: 1, samples: 1, parameters: 1 };
    expect(() => parseJson(JSON.stringify(checkpoint), checkpointManifest, {})).toThrow('`format`');
    expect(() => parseJson('{"format":1}', runManifest, {})).toThrow('`name`');
    expect(() => parseJson('[', runManifest, {})).toThrow('not JSON');
  });

  it('are nothing where they are missing, and lose a line that a kill cut short', async () => {
    expect(await readRunJson(join(dir, 'none.json'), runManifest)).toBeUndefined();
    expect(await readRunLines(join(dir, 'none.jsonl'), scoreLine)).toEqual([]);
    expect(parseJsonLines('{"stage":"align","step":1,"loss":2}\n{"stage":"al', trainingMetricLine, {})).toEqual([
      { stage: 'align', step: 1, loss: 2 },
    ]);
  });

  it('are not written where they could not be read: JSON turns NaN into null', () => {
    expect(() => runLines([{ stage: 'align', step: 1, loss: NaN }], trainingMetricLine, 'metrics.jsonl')).toThrow(
      '`loss`',
    );
    const unmeasured = { ...metricsOf([result]).texture, primary: 'auroc' };
    expect(() => runJson({ texture: unmeasured }, runMetrics, 'metrics.json')).toThrow('`texture.primary`');
  });
});
