import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beamSearch, createDecoder, createInference, generate, traceInference, type Decoder } from '@totalfm/compute';
import type { LoadedLanguageModel, ParameterValues } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../src/hugging-face/open-folder.ts';
import { families, type Expected } from './expected.ts';

/** A Python with transformers and PyTorch. What was computed once stands in `reference.test.ts`. */
const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;

const dir = await mkdtemp(join(tmpdir(), 'totalfm-peers-'));
afterAll(() => rm(dir, { recursive: true }));

describe.skipIf(!python)('models that transformers wrote (skipped without TOTALFM_TRANSFORMERS_PYTHON)', () => {
  beforeAll(() => {
    const script = fileURLToPath(new URL('peer_models.py', import.meta.url));
    const { status, stderr } = spawnSync(python as string, [script, dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }, 300_000);

  describe.each(families)('%s', (family) => {
    let model: LoadedLanguageModel;
    let values: ParameterValues;
    let expected: Expected;
    let decoder: Decoder;
    beforeAll(async () => {
      await tf.setBackend('cpu');
      const untrained = await openFolder(join(dir, family));
      model = await untrained.load(await untrained.train([]));
      values = (await model.values?.()) as ParameterValues;
      expected = JSON.parse(await readFile(join(dir, family, 'expected.json'), 'utf8')) as Expected;
      decoder = await createDecoder({ model, values, rows: 4, chunk: 8, threads: 1 });
    });
    afterAll(() => decoder?.dispose());

    it('gives the same logits', async () => {
      const { ids, logits } = expected;
      const shape = [ids.length, ids[0].length];
      const program = traceInference({
        name: 'logits',
        parameters: model.parameters,
        values,
        inputs: { ids: { shape, dtype: 'int32' } },
        run: (p, inputs) => ({ logits: model.logits(p, model.forward(p, model.embed(p, inputs.ids)).hidden) }),
      });
      const inference = await createInference(program, { threads: 1 });
      const answer = await inference.run({ ids: Int32Array.from(ids.flat()) });
      await inference.dispose();
      const difference = answer.logits.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - logits[index])),
        0,
      );
      expect(answer.logits).toHaveLength(logits.length);
      expect(difference).toBeLessThan(1e-4);
    });

    it('writes the same tokens, one prompt beside another', async () => {
      const { prompts, greedy } = expected;
      const written = await generate(
        decoder,
        prompts.map((ids) => ({ ids })),
        { maxTokens: 24 },
      );
      written.forEach(({ ids, reason }, row) => {
        const wanted = greedy[row].filter((id) => !model.tokenizer.ends.includes(id));
        expect(ids).toEqual(reason === 'repetition' ? wanted.slice(0, ids.length) : wanted);
      });
    });

    it('finds the same text with three beams', async () => {
      for (const [index, ids] of expected.prompts.entries()) {
        const found = await beamSearch(decoder, { ids }, { beams: 3, maxTokens: 12 });
        expect(found.ids).toEqual(expected.beams[index].filter((id) => !model.tokenizer.ends.includes(id)));
      }
    });

    it('has the same tokens and turns', () => {
      const { text, encoded, chat } = expected;
      expect(model.tokenizer.encode(text)).toEqual(encoded);
      expect(model.tokenizer.decode(encoded)).toBe(text);
      expect(model.tokenizer.chat?.([{ role: 'user', content: 'The liver?' }])).toBe(chat);
    });
  });
});
