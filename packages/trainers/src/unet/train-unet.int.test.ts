import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentMetrics, silentProgress, type Cohort } from '@totalfm/core';
import { expectCodedError, testTorso } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { unetOptions } from './options.ts';
import { trainUnet } from './train-unet.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-unet-'));
afterAll(() => rm(dir, { recursive: true }));

const { ct, labelMap } = testTorso();
const cohortOf = (labelled: boolean): Cohort => ({
  list: async () => ['a', 'b', 'c'].map((id) => ({ id, patient: id, split: id === 'c' ? 'test' : 'train' })),
  open: async (id) => {
    if (id === 'c') throw new Error('No test exam is opened.');
    return {
      ...{ id, patient: id, split: 'train' as const },
      ct: async () => ct,
      report: async () => undefined,
      ...(labelled && { labelMap: async () => labelMap }),
    };
  },
});

function train(
  name: string,
  { steps = 4, labelled = true, signal }: { steps?: number; labelled?: boolean; signal?: AbortSignal } = {},
) {
  const options = unetOptions.parse({ steps, channels: [4, 4, 4, 4], warmup: 1, saveEvery: 1, threads: 1 });
  const structures = [...labelMap.names.values(), 'sacrum'];
  const place = { workDir: join(dir, name), outDir: join(dir, `${name}-model`), seed: 1, signal };
  const sinks = { metrics: silentMetrics, progress: silentProgress };
  return trainUnet({ cohort: cohortOf(labelled), structures, name: 'tiny', ...place, ...sinks }, options);
}

const modelOf = (name: string) => readFile(join(dir, `${name}-model/model.onnx`));

describe('trainUnet', () => {
  it('ends with the same model when it is stopped and goes on', async () => {
    await train('whole');
    const stop = new AbortController();
    const cut = train('cut', { signal: stop.signal });
    const saved = join(dir, 'cut/training-state.safetensors');
    while (!(await readFile(saved).catch(() => undefined))) await new Promise((later) => setTimeout(later, 5));
    stop.abort();
    await cut.catch(() => undefined);
    await cp(join(dir, 'cut'), join(dir, 'again'), { recursive: true });
    await train('again');
    expect(Buffer.compare(await modelOf('again'), await modelOf('whole'))).toBe(0);
    const { labels } = JSON.parse(await readFile(join(dir, 'whole-model/dataset.json'), 'utf8')) as { labels: object };
    expect(Object.keys(labels).sort()).toEqual(['background', ...new Set(labelMap.names.values())].sort());
  });

  it('says which exam has no label map', async () => {
    await expectCodedError(train('unlabelled', { labelled: false }), 'TFM_TRAIN_NO_LABELS');
  });
});
