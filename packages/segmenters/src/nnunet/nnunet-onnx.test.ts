import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabelMap } from '@totalfm/core';
import { describeSegmenter, expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { examOf, openSegmenter, referenceModel } from '../../test/nnunet/agreement.ts';
import { referenceCases, referenceVolume } from '../../test/nnunet/cases.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-nnunet-'));
afterAll(() => rm(dir, { recursive: true }));
const ct = referenceVolume(referenceCases[1]);
const modelFile = join(referenceModel, 'model.onnx');

async function segmented(
  options: Parameters<typeof openSegmenter>[0],
  surroundings?: Parameters<typeof openSegmenter>[1],
): Promise<LabelMap> {
  const segmenter = openSegmenter(options, surroundings);
  try {
    return await segmenter.segment(examOf(ct), ct);
  } finally {
    await segmenter.dispose();
  }
}

const own = segmented({ model: referenceModel });
const sameShare = async (labels: LabelMap) => {
  const { data } = (await own).volume;
  return data.filter((label, voxel) => label === labels.volume.data[voxel]).length / data.length;
};

/** The reference’s folder with some of its files, and changes to its JSON. */
async function folder(
  name: string,
  files: Readonly<Record<string, string>>,
  change: (json: Record<string, never>) => void = () => {},
): Promise<string> {
  const to = join(dir, name);
  for (const [file, from] of Object.entries(files)) {
    await mkdir(join(to, file, '..'), { recursive: true });
    if (!from.endsWith('.json')) await copyFile(join(referenceModel, from), join(to, file));
    else {
      const json = JSON.parse(await readFile(join(referenceModel, from), 'utf8')) as Record<string, never>;
      change(json);
      await writeFile(join(to, file), JSON.stringify(json));
    }
  }
  return to;
}

const plansOf = (at = '') => ({ [`${at}plans.json`]: 'plans.json', [`${at}dataset.json`]: 'dataset.json' });

describeSegmenter('nnunet-onnx', {
  make: () => openSegmenter({ model: referenceModel }),
  exam: async () => examOf(ct),
});

describe('a model of several files', () => {
  it('of equal folds says what one of them says', async () => {
    const model = await folder('folds', {
      ...plansOf(),
      'fold_0/model.onnx': 'model.onnx',
      'fold_1/model.onnx': 'model.onnx',
    });
    expect(await sameShare(await segmented({ model }))).toBe(1);
  });

  it('of parts has the structures of all; those that TotalSegmentator does not know are numbered from 201', async () => {
    const files = { ...plansOf('a/'), 'a/model.onnx': 'model.onnx', ...plansOf('b/'), 'b/model.onnx': 'model.onnx' };
    const model = await folder('parts', files);
    const dataset = JSON.parse(await readFile(join(model, 'b/dataset.json'), 'utf8')) as object;
    const labels = { background: 0, tissue: 1, liver: 2, bone: 3 };
    await writeFile(join(model, 'b/dataset.json'), JSON.stringify({ ...dataset, labels }));
    const { names, volume } = await segmented({ model });
    expect(names).toEqual(
      new Map([
        [201, 'fat'],
        [1, 'spleen'],
        [202, 'bone'],
        [203, 'tissue'],
        [5, 'liver'],
      ]),
    );
    expect(new Set(volume.data)).toEqual(new Set([0, 203, 5, 202]));
  });

  it('can be mirrored, and keeps the largest piece of each structure where it is told to', async () => {
    expect(await sameShare(await segmented({ model: referenceModel, mirror: [0, 2] }))).toBeGreaterThan(0.9);
    const largest = await segmented({ model: referenceModel, largestComponent: true });
    const count = ({ volume }: LabelMap) => volume.data.filter((label) => label > 0).length;
    expect(count(largest)).toBeLessThan(count(await own));
    expect(new Set(largest.volume.data)).toEqual(new Set((await own).volume.data));
  });
});

describe('what can be wrong with a model', () => {
  it('has a code and a fix', async () => {
    await expectCodedError(segmented({ model: join(dir, 'none') }), 'TFM_MODEL_MISSING');
    await expectCodedError(segmented({ model: await folder('empty', plansOf()) }), 'TFM_MODEL_MISSING');
    const bare = await folder('bare', { 'model.onnx': 'model.onnx' });
    await expectCodedError(segmented({ model: bare }), 'TFM_MODEL_PLANS');
    await expectCodedError(segmented({ model: referenceModel, configuration: '2d' }), 'TFM_MODEL_PLANS');
    await expectCodedError(segmented({ model: referenceModel, sha256: '0'.repeat(64) }), 'TFM_MODEL_CHECKSUM');
    const damaged = await folder('damaged', plansOf());
    await writeFile(join(damaged, 'model.onnx'), 'not a model');
    await expectCodedError(segmented({ model: damaged }), 'TFM_MODEL_UNREADABLE');
    const fewer = await folder('fewer', { ...plansOf(), 'model.onnx': 'model.onnx' }, (json) => {
      if ('labels' in json) Object.assign(json, { labels: { background: 0, liver: 1 } });
    });
    await expectCodedError(segmented({ model: fewer }), 'TFM_MODEL_SHAPE');
  });
});

describe('a model on another machine', () => {
  const url = 'hf://owner/name/phantom/model.onnx';

  it('needs a checksum, and an experiment that allows connections', async () => {
    await expectCodedError(segmented({ model: url }, { cacheDir: dir }), 'TFM_MODEL_CHECKSUM');
    const sha256 = '0'.repeat(64);
    await expect(segmented({ model: url, sha256 }, { cacheDir: dir })).rejects.toMatchObject({
      code: 'TFM_MODEL_REMOTE',
      fix: expect.stringContaining('https://huggingface.co/owner/name/resolve/main/phantom/model.onnx') as string,
    });
  });

  it('is downloaded once, and checked', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      readFile(join(referenceModel, request.url as string)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sha256 = createHash('sha256')
      .update(await readFile(modelFile))
      .digest('hex');
    const from = (model: string, sum = sha256) =>
      segmented({ model: `${at}/${model}`, sha256: sum }, { cacheDir: dir });
    try {
      await expectCodedError(from('absent.onnx'), 'TFM_MODEL_DOWNLOAD');
      await expectCodedError(from('model.onnx', '0'.repeat(64)), 'TFM_MODEL_CHECKSUM');
      asked = 0;
      expect(await sameShare(await from('model.onnx'))).toBe(1);
      expect(await sameShare(await from('model.onnx'))).toBe(1);
      expect(asked).toBe(3);
    } finally {
      server.close();
    }
  });
});
