import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLora, openInference } from '@totalfm/compute';
import { createRandom, type LoadedLanguageModel, type ParameterValues } from '@totalfm/core';
import { writeAdapters } from '@totalfm/report-generators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyLlama } from './support/tiny-writer.ts';

/** A Python with transformers, PEFT and PyTorch. */
const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;

const dir = await mkdtemp(join(tmpdir(), 'totalfm-peft-'));
afterAll(() => rm(dir, { recursive: true }));

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
function peer(...args: readonly string[]): string {
  const options = { encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { status, stderr, stdout } = spawnSync(python as string, [here('support/peft_peer.py'), ...args], options);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function logitsOf(model: LoadedLanguageModel, values: ParameterValues, ids: readonly (readonly number[])[]) {
  const inference = await openInference({
    name: 'logits',
    parameters: model.parameters,
    values,
    inputs: { ids: { shape: [ids.length, ids[0].length], dtype: 'int32' } },
    run: (p, inputs) => ({ logits: model.logits(p, model.forward(p, model.embed(p, inputs.ids)).hidden) }),
  });
  const { logits } = await inference.run({ ids: Int32Array.from(ids.flat()) });
  await inference.dispose();
  return logits;
}

const largestDifference = (ours: ArrayLike<number>, theirs: readonly number[]) =>
  theirs.reduce((most, value, index) => Math.max(most, Math.abs(value - ours[index])), 0);

describe.skipIf(!python)('adapters read by PEFT (skipped without TOTALFM_TRANSFORMERS_PYTHON)', () => {
  let model: LoadedLanguageModel;
  let own: ParameterValues;
  beforeAll(async () => {
    const folder = join(dir, 'model');
    peer('make', folder, here('../../language-models/test'));
    const untrained = await tinyLlama({ folder });
    model = await untrained.load(await untrained.train([]));
    own = (await model.values?.()) as ParameterValues;
  }, 120_000);

  it.each([
    ['attention', /^block\d+\/attention\/.*weight$/],
    ['all', /^block\d+\/(attention|mlp)\/.*weight$/],
  ])(
    'give the same logits: %s',
    async (name, targets) => {
      const settings = { rank: 3, alpha: 6 };
      const lora = createLora(model.parameters, { ...settings, adapts: (parameter) => targets.test(parameter) });
      const random = createRandom(7);
      const drawn = Object.entries(lora.parameters)
        .filter(([parameter]) => !(parameter in model.parameters))
        .map(
          ([
            parameter,
            {
              shape: [rows, columns],
            },
          ]) => [parameter, Float32Array.from({ length: rows * columns }, () => 0.3 * random.normal())],
        );
      const values = { ...own, ...(Object.fromEntries(drawn) as ParameterValues) };
      const adapters = join(dir, name);
      await writeAdapters(adapters, { language: model, lora, values }, settings);
      const { ids, plain, adapted } = JSON.parse(peer('logits', join(dir, 'model'), adapters)) as {
        readonly ids: readonly (readonly number[])[];
        readonly plain: readonly number[];
        readonly adapted: readonly number[];
      };
      expect(largestDifference(await logitsOf(model, own, ids), plain)).toBeLessThan(1e-4);
      expect(largestDifference(await logitsOf(model, lora.merge(values), ids), adapted)).toBeLessThan(1e-4);
      expect(largestDifference(plain, adapted)).toBeGreaterThan(0.01);
    },
    120_000,
  );
});
