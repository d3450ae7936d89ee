import * as tf from '@tensorflow/tfjs';
import {
  beamSearch,
  createDecoder,
  createInference,
  generate,
  initialValues,
  traceInference,
  type Decoder,
  type DecoderOptions,
} from '@totalfm/compute';
import { createRandom, type LoadedLanguageModel, type ParameterValues } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { llamaFromScratch } from './from-scratch.ts';
import { llamaOptions } from './options.ts';

describe('a decoder', () => {
  const options = llamaOptions.parse({ dim: 32, depth: 2, heads: 4, kvHeads: 2, context: 48, vocabulary: 280 });
  let model: LoadedLanguageModel;
  let values: ParameterValues;
  const decoders: Decoder[] = [];
  const decode = async (more: Partial<DecoderOptions> = {}) => {
    const decoder = await createDecoder({ model, values, threads: 1, chunk: 8, ...more });
    decoders.push(decoder);
    return decoder;
  };
  const idsOf = (row: number, length: number) => Array.from({ length }, (_, i) => ((31 * row + 7 * i) % 250) + 3);
  let decoder: Decoder;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    const untrained = llamaFromScratch(options);
    model = await untrained.load(await untrained.train(['The liver is normal.', 'The spleen is normal.']));
    values = initialValues(model.parameters, 3);
    decoder = await decode({ rows: 3 });
  });
  afterAll(() => Promise.all(decoders.map((each) => each.dispose())));

  /** Scores of the token behind a sequence of embeddings, without a cache. */
  const scoresAfter = async (embeddings: Float32Array) => {
    const tokens = embeddings.length / model.width;
    const program = traceInference({
      name: 'whole',
      parameters: model.parameters,
      values,
      inputs: { x: { shape: [1, tokens, model.width], dtype: 'float32' } },
      run: (p, { x }) => ({ y: model.logits(p, model.forward(p, x).hidden) }),
    });
    const inference = await createInference(program, { threads: 1 });
    const { y } = await inference.run({ x: embeddings });
    await inference.dispose();
    return y.slice((tokens - 1) * model.vocabulary);
  };
  const embed = (ids: readonly number[]) =>
    Float32Array.from(
      ids.flatMap((id) => {
        const row = values.tokens.subarray(id * model.width, (id + 1) * model.width);
        return Array.from(row, (value) => value * Math.sqrt(model.width));
      }),
    );
  const largestDifference = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);

  it('scores as a forward pass does: prompts of vectors and tokens in several parts, rows of different lengths', async () => {
    const random = createRandom(1);
    const embeddings = Float32Array.from({ length: 11 * model.width }, () => random.normal());
    const [ids, other] = [idsOf(0, 9), idsOf(1, 3)];
    const whole = (tail: readonly number[]) => Float32Array.from([...embeddings, ...embed(tail)]);
    expect(largestDifference(await decoder.read(0, { embeddings, ids }), await scoresAfter(whole(ids)))).toBeLessThan(
      1e-4,
    );
    expect(largestDifference(await decoder.read(2, { ids: other }), await scoresAfter(embed(other)))).toBeLessThan(
      1e-4,
    );
    const scores = await decoder.step([5, undefined, 6]);
    const row = (index: number) => scores.slice(index * model.vocabulary, (index + 1) * model.vocabulary);
    expect(largestDifference(row(0), await scoresAfter(whole([...ids, 5])))).toBeLessThan(1e-4);
    expect(largestDifference(row(2), await scoresAfter(embed([...other, 6])))).toBeLessThan(1e-4);
    expect([0, 1, 2].map((index) => decoder.length(index))).toEqual([21, 0, 4]);
  });

  it('writes more prompts than it has rows, each as if alone', async () => {
    const prompts = Array.from({ length: 7 }, (_, row) => ({ ids: idsOf(row, 2 + row) }));
    const together = await generate(decoder, prompts, { maxTokens: 10 });
    const alone = await decode({ rows: 1 });
    for (const [index, prompt] of prompts.entries()) {
      const [written] = await generate(alone, [prompt], { maxTokens: 10 });
      expect(together[index].ids).toEqual(written.ids);
      expect(together[index].logProbability).toBeCloseTo(written.logProbability, 3);
    }
  });

  it('draws the same text from the same seed, and the likeliest where the nucleus is small', async () => {
    const prompts = [0, 1, 2, 3].map((row) => ({ ids: idsOf(row, 4) }));
    const draw = (seed: number, topP: number, temperature = 1) =>
      generate(decoder, prompts, { maxTokens: 8, nucleus: { seed, topP, temperature } });
    const texts = (written: Awaited<ReturnType<typeof draw>>) => written.map(({ ids }) => ids);
    expect(texts(await draw(1, 0.9))).toEqual(texts(await draw(1, 0.9)));
    expect(texts(await draw(1, 0.9))).not.toEqual(texts(await draw(2, 0.9)));
    const greedy = texts(await generate(decoder, prompts, { maxTokens: 8 }));
    expect(texts(await draw(1, 1e-6))).toEqual(greedy);
    expect(texts(await draw(1, 1, 1e-4))).toEqual(greedy);
  });

  it('follows one beam as it writes greedily, and finds what is likelier with more', async () => {
    const prompt = { ids: idsOf(4, 5) };
    const [greedy] = await generate(decoder, [prompt], { maxTokens: 8 });
    const one = await beamSearch(decoder, prompt, { beams: 1, maxTokens: 8 });
    expect(one.ids).toEqual(greedy.ids);
    const wide = await decode({ rows: 5 });
    const several = await beamSearch(wide, prompt, { beams: 4, maxTokens: 8 });
    expect(several.logProbability / several.ids.length).toBeGreaterThanOrEqual(
      greedy.logProbability / greedy.ids.length - 1e-6,
    );
  });

  it('says why a text ends: by itself, full, or in circles', async () => {
    const scores = await decoder.read(0, { ids: idsOf(0, 6) });
    const likeliest = scores.indexOf(Math.max(...scores));
    const ending = { ...model, tokenizer: { ...model.tokenizer, ends: [likeliest] } };
    const [ended] = await generate(await decode({ model: ending }), [{ ids: idsOf(0, 6) }], { maxTokens: 9 });
    expect(ended).toMatchObject({ ids: [], reason: 'end' });
    const small = await decode({ slots: 12 });
    const [full] = await generate(small, [{ ids: idsOf(0, 6) }], { maxTokens: 99 });
    expect(full).toMatchObject({ reason: 'length' });
    expect(full.ids).toHaveLength(7);
    // Every token's own embedding is the likeliest to follow where blocks add nothing.
    const still = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        /out|down/.test(name) ? new Float32Array(value.length) : value,
      ]),
    );
    const [turning] = await generate(await decode({ values: still }), [{ ids: [7] }], { maxTokens: 40 });
    expect(turning).toMatchObject({ reason: 'repetition', ids: [7], warning: { code: 'TFM_DECODE_REPEATS' } });
  });

  it('keeps its answers close with integers', async () => {
    const ids = idsOf(2, 9);
    const exact = (await decoder.read(0, { ids })).slice();
    const small = await decode({ quantize: 'int8' });
    const rounded = await small.read(0, { ids });
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index], 0);
    expect(dot(exact, rounded) / Math.sqrt(dot(exact, exact) * dot(rounded, rounded))).toBeGreaterThan(0.995);
    expect(rounded).not.toEqual(exact);
  });

  it('refuses a prompt that is empty, broken or too long, options that do not fit, and scores that are no numbers', async () => {
    const code = (name: string) => expect.objectContaining({ code: name });
    await expect(decoder.read(0, {})).rejects.toThrow(code('TFM_DECODE_PROMPT'));
    await expect(decoder.read(0, { embeddings: new Float32Array(5) })).rejects.toThrow(code('TFM_DECODE_PROMPT'));
    await expect(decoder.read(0, { ids: idsOf(0, 49) })).rejects.toThrow(code('TFM_DECODE_CONTEXT'));
    await expect(decode({ slots: 4000 })).rejects.toThrow(code('TFM_DECODE_CONTEXT'));
    await decoder.read(0, { ids: idsOf(0, 48) });
    await expect(decoder.step([1, undefined, undefined])).rejects.toThrow(code('TFM_DECODE_CONTEXT'));
    const prompt = { ids: [5] };
    for (const wrong of [{ maxTokens: 0 }, { maxTokens: 4, nucleus: { seed: 1, topP: 0, temperature: 1 } }])
      await expect(generate(decoder, [prompt], wrong)).rejects.toThrow(code('TFM_DECODE_OPTIONS'));
    await expect(beamSearch(decoder, prompt, { beams: 3, maxTokens: 4 })).rejects.toThrow(code('TFM_DECODE_OPTIONS'));
    const broken = await decode({ values: { ...values, 'norm/gain': values['norm/gain'].map(() => NaN) } });
    await expect(generate(broken, [prompt], { maxTokens: 4 })).rejects.toThrow(code('TFM_DECODE_NOT_FINITE'));
    const signal = AbortSignal.abort();
    await expect(generate(decoder, [prompt], { maxTokens: 4, signal })).rejects.toThrow(code('TFM_CANCELLED'));
  });
});
