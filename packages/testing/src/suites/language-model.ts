import type * as tfjs from '@tensorflow/tfjs';
import type { LanguageModel, LoadedLanguageModel, Tensors } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientsEager, randomParameters, runEager } from '../eager.ts';

export interface LanguageModelSubject {
  /** A small model. */
  readonly make: () => LanguageModel | Promise<LanguageModel>;
}

const corpus = [
  'There is a 12 mm cyst in the left kidney.',
  'The liver is normal in size and attenuation.',
  'No renal stones or hydronephrosis.',
  'Splenomegaly, 14 cm.',
];

/**
 * Checks a language model: a vocabulary that depends on its texts only and loses nothing of them, shapes, rows apart from one
 * another, tokens that see none behind them, and a past that stands for the tokens that went before.
 */
export function describeLanguageModel(name: string, { make }: LanguageModelSubject): void {
  describe(`language model ${name}`, () => {
    let model: LoadedLanguageModel;
    let tf: typeof tfjs;
    beforeAll(async () => {
      const untrained = await make();
      model = await untrained.load(await untrained.train(corpus));
      expect(model.width).toBe(untrained.width);
      tf = await import('@tensorflow/tfjs');
    });
    const tokens = 6;
    const idsOf = (row: number) =>
      Array.from({ length: tokens }, (_, i) => (7 * row + 3 * i + 5) % model.tokenizer.size);
    const given = (rows: readonly (readonly number[])[]) => ({
      specs: model.parameters,
      values: randomParameters(model.parameters),
      inputs: { ids: { shape: [rows.length, tokens], dtype: 'int32' as const } },
      feeds: { ids: Int32Array.from(rows.flat()) },
    });
    const hiddenOf = (p: Tensors, { ids }: Tensors) => model.forward(p, model.embed(p, ids)).hidden;
    const logitsOf = (p: Tensors, inputs: Tensors) => model.logits(p, hiddenOf(p, inputs));
    const logits = (rows: readonly (readonly number[])[]) => runEager(given(rows), logitsOf);
    const expectClose = (found: Float32Array, wanted: Float32Array) =>
      found.forEach((value, index) => expect(value).toBeCloseTo(wanted[index], 3));

    it('learns the same vocabulary from the same texts', async () => {
      const [first, second] = [await (await make()).train(corpus), await (await make()).train(corpus)];
      expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
    });

    it('writes texts as tokens and back', () => {
      const { tokenizer, vocabulary } = model;
      expect(tokenizer.size).toBeLessThanOrEqual(vocabulary);
      for (const text of corpus) {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.size)).toBe(true);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(tokenizer.decode([...ids, ...tokenizer.ends])).toBe(text);
      }
      const special = [tokenizer.begin ?? 0, tokenizer.padding, ...tokenizer.ends];
      expect(tokenizer.ends.length).toBeGreaterThan(0);
      expect(special.every((id) => id >= 0 && id < tokenizer.size)).toBe(true);
    });

    it('scores every token of a batch, each row apart from the others', async () => {
      const batch = await logits([idsOf(0), idsOf(1)]);
      expect(batch.shape).toEqual([2, tokens, model.vocabulary]);
      expect(batch.data.every(Number.isFinite)).toBe(true);
      expectClose((await logits([idsOf(1)])).data, batch.data.subarray(tokens * model.vocabulary));
    });

    it('lets no token see what comes behind it, and each what went before', async () => {
      const [ids, width] = [idsOf(0), model.vocabulary];
      const before = (await logits([ids])).data;
      const after = (await logits([[...ids.slice(0, -1), (ids[tokens - 1] + 1) % model.tokenizer.size]])).data;
      expectClose(after.subarray(0, (tokens - 1) * width), before.subarray(0, (tokens - 1) * width));
      const first = (await logits([[(ids[0] + 1) % model.tokenizer.size, ...ids.slice(1)]])).data;
      const last = (from: Float32Array) => from.subarray((tokens - 1) * width);
      expect(Math.max(...last(first).map((value, id) => Math.abs(value - last(before)[id])))).toBeGreaterThan(1e-4);
    });

    it('goes on from a past as if it had read all of it, and looks at no slot that is not filled', async () => {
      const { layers, heads, headDim } = model.cache;
      const [filled, spare] = [4, 3];
      const rest = (p: Tensors, { ids }: Tensors) => {
        const embedded = model.embed(p, ids);
        const part = (from: number, count: number) => tf.slice(embedded, [0, from, 0], [2, count, model.width]);
        const { keys, values } = model.forward(p, part(0, filled));
        expect([keys.length, values.length, keys[0].shape]).toEqual([layers, layers, [2, heads, filled, headDim]]);
        const slots = (of: tfjs.Tensor) => tf.concat([of, tf.fill([2, heads, spare, headDim], 9)], 2);
        const past = {
          keys: keys.map(slots),
          values: values.map(slots),
          lengths: tf.tensor1d([filled, filled], 'int32'),
        };
        const { hidden, keys: fresh } = model.forward(p, part(filled, tokens - filled), past);
        expect(fresh[0].shape).toEqual([2, heads, tokens - filled, headDim]);
        return hidden;
      };
      const rows = [idsOf(0), idsOf(1)];
      const whole = await runEager(given(rows), (p, inputs) =>
        tf.slice(hiddenOf(p, inputs), [0, filled, 0], [2, tokens - filled, model.width]),
      );
      expectClose((await runEager(given(rows), rest)).data, whole.data);
    });

    it('has a finite gradient for every parameter, and one that is not zero for most', async () => {
      const gradients = await gradientsEager(given([idsOf(0), idsOf(1)]), logitsOf);
      for (const [parameter, gradient] of Object.entries(gradients))
        expect(gradient.every(Number.isFinite), parameter).toBe(true);
      const moving = Object.values(gradients).filter((gradient) => gradient.some((value) => value !== 0));
      expect(moving.length / Object.keys(gradients).length).toBeGreaterThan(0.8);
    });
  });
}
