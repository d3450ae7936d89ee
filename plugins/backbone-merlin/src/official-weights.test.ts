import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, type NamedTensor } from '@totalfm/compute';
import { isTotalFmError } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createMerlinPhenotypes, createMerlinVision } from './merlin-vision.ts';
import { officialSpecs, readMerlin } from './official-weights.ts';
import { merlinOptions, type MerlinOptions } from './options.ts';
import { formulaTensors } from './test-support/official-tower.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-merlin-weights-'));
afterAll(() => rmSync(dir, { recursive: true }));

const options = merlinOptions.parse({ channels: 4, depths: [1, 2], width: 6 });
const shapes = Object.fromEntries(
  Object.entries(officialSpecs(options, ['contrastive', 'phenotypes'])).map(([name, { shape }]) => [name, shape]),
);
const tensors = formulaTensors(shapes);
const written = (name: string, content: Record<string, NamedTensor>, cut = (bytes: Uint8Array) => bytes) => {
  writeFileSync(join(dir, name), cut(encodeSafetensors(content)));
  return join(dir, name);
};
const under = (prefix: string, of = tensors) =>
  Object.fromEntries(Object.entries(of).map(([name, tensor]) => [prefix + name, tensor]));
/** Reading fails, says where official weights come from, and what else is wanted of it. */
async function refused(file: string, of: MerlinOptions, ...said: RegExp[]) {
  const error: unknown = await readMerlin(file, of).catch((reason: unknown) => reason);
  if (!isTotalFmError(error)) throw error;
  expect(error.where.file).toBe(file);
  expect(error.fix).toMatch(/epoch_99\.pt of stanfordmimi\/Merlin/);
  for (const pattern of said) expect(`${error.message} ${error.fix}`).toMatch(pattern);
}

describe('official weights of Merlin', () => {
  it('are every parameter of the tower and of the heads that are wanted, wherever they lie in a file', async () => {
    const text = { 'encode_text.linear_layer.bias': { shape: [1], data: Float32Array.of(1) } };
    const whole = written('whole', { ...under('encode_image.i3_resnet.'), ...text });
    const alone = written('alone', under('state_dict.'));
    const size = [8, 8, 8] as const;
    const specs = {
      ...createMerlinVision(options, size).parameters,
      ...createMerlinPhenotypes(options, size).parameters,
    };
    const values = await readMerlin(whole, options, { heads: ['contrastive', 'phenotypes'] });
    expect(Object.keys(values).sort()).toEqual(Object.keys(specs).sort());
    for (const [name, { shape }] of Object.entries(specs))
      expect(values[name].length, name).toBe(shape.reduce((a, b) => a * b, 1));
    const { 'phenotypes/weight': weight, 'phenotypes/bias': bias, ...others } = values;
    expect([weight.length, bias.length]).toEqual([1692 * 32, 1692]);
    expect(await readMerlin(alone, options)).toEqual(others);
  });

  it('with a renamed tensor are refused, with what is like it', async () => {
    const { 'layer2.1.conv2.weight': moved, ...rest } = tensors;
    await refused(
      written('renamed', { ...rest, 'layer2.1.convolution2.weight': moved }),
      options,
      /has no layer2\.1\.conv2\.weight/,
      /layer2\.1\.convolution2\.weight for layer2\.1\.conv2\.weight/,
    );
  });

  it('of another depth, another width or another architecture are refused', async () => {
    const shallow = merlinOptions.parse({ ...options, depths: [1, 1] });
    await refused(written('deep', tensors), shallow, /holds layer2\.1\.\S+, .*which the model does not have/);
    const wide = merlinOptions.parse({ ...options, channels: 8 });
    await refused(written('narrow', tensors), wide, /conv1\.weight as \[4, 3, 3, 7, 7\]; the model needs \[8,/);
    await refused(
      written('other', { 'to_patch.weight': tensors['conv1.weight'] }),
      options,
      /has no conv1\.weight.*holds to_patch\.weight/,
    );
  });

  it('that were downloaded by half are refused', () =>
    refused(
      written('half', tensors, (bytes) => bytes.subarray(0, bytes.length / 2)),
      options,
      /again/,
    ));
});
