import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTokenizer } from '@totalfm/tokenizers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import reference from '../../test/reference.json' with { type: 'json' };
import { compare, runTrunk, type TrunkAnswer } from '../../test/run-tower.ts';
import { writeModel } from '../../test/write-model.ts';
import { openFolder, type OpenFolder } from './hugging-face/open-folder.ts';
import { sanitizers } from './sanitize.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-texts-'));
afterAll(() => rm(dir, { recursive: true }));

const folderOf = async (family: string, config: object, files?: Record<string, string>) => {
  const path = join(dir, family);
  await writeModel(path, config, files);
  return openFolder({ path });
};

const { 'cxr-bert': _, ...models } = reference.models;

describe.each(Object.entries(models))('%s, as transformers computed it once', (family, expected) => {
  let folder: OpenFolder;
  let answer: TrunkAnswer;
  beforeAll(async () => {
    folder = await folderOf(family, expected.config);
    answer = await runTrunk(folder.trunk, await folder.values(), expected);
  });

  it('has the same pooled vectors', () => {
    for (const [pooling, vector] of Object.entries(expected.pooled)) {
      const { error, cosine } = compare(answer.pooled[pooling].subarray(0, vector.length), vector);
      expect(cosine).toBeGreaterThan(0.99999);
      expect(error, pooling).toBeLessThan(1e-4);
    }
  });

  it('has gradients of the same lengths', () => {
    const norms = expected.gradientNorms as Record<string, number>;
    // That of a bias of keys is nothing but rounding: it adds the same to all scores of a query.
    const least = 1e-3 * Math.max(...Object.values(norms));
    for (const name of Object.keys(folder.trunk.parameters)) {
      const wanted = norms[folder.trunk.torchName(name)];
      const found = Math.hypot(...answer.gradients[name]);
      expect(Math.abs(found - wanted) / Math.max(wanted, least), name).toBeLessThan(1e-4);
    }
  });
});

describe.each(['cxr-bert', 'longformer'] as const)('the tokenizer of %s, of the files of older models', (family) => {
  it('has the same tokens', async () => {
    const { config, tokenizer } = reference.models[family];
    const folder = await folderOf(`${family}-tokens`, config, tokenizer.files);
    const { begin, ends, encode } = openTokenizer(await folder.tokenizer());
    reference.texts.forEach((text, index) => {
      expect([begin, ...encode(text), ends[0]], JSON.stringify(text)).toEqual(tokenizer.encoded[index]);
    });
  });
});

it('reads ModernBERT as releases before 5 wrote it', async () => {
  const { layer_types: types, rope_parameters: rope, ...rest } = models.modernbert.config;
  const older = { ...rest, global_attn_every_n_layers: 3, global_rope_theta: 160_000, local_rope_theta: 10_000 };
  expect([types.length, rope.full_attention.rope_theta]).toEqual([4, 160_000]);
  const batch = { ids: models.modernbert.ids.slice(0, 1), lengths: [61] };
  const folder = await folderOf('older', older);
  const { pooled } = await runTrunk(folder.trunk, await folder.values(), batch);
  expect(compare(pooled.mean, models.modernbert.pooled.mean).error).toBeLessThan(1e-4);
});

it('parts words from punctuation as Python does', () => {
  reference.texts.forEach((text, index) => {
    expect(sanitizers['word-punct'](text), JSON.stringify(text)).toBe(reference.words[index]);
  });
});
