import {
  adamw,
  createDecoder,
  createLora,
  createTrainingRun,
  generate,
  languageFeeds,
  languageInputs,
  languageLoss,
  type TrainingRunOptions,
} from '@totalfm/compute';
import type { LoadedLanguageModel } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { llamaFromScratch } from './from-scratch.ts';
import { llamaOptions } from './options.ts';

const texts = ['The liver is normal.', 'A cyst of the left kidney.', 'The spleen is enlarged.', 'No stones.'];

describe('a llama that learns', () => {
  const shape = { batch: texts.length, tokens: 20 };
  let model: LoadedLanguageModel;
  const train = async (steps: number, options: Partial<TrainingRunOptions['definition']>, from = {}) => {
    const run = await createTrainingRun({
      definition: {
        name: 'language-model',
        parameters: model.parameters,
        inputs: languageInputs(shape),
        loss: languageLoss(model),
        optimizer: adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.01 }),
        clipNorm: 1,
        ...options,
      },
      from,
      seed: 1,
      threads: 1,
    });
    const losses: number[] = [];
    for (let step = 0; step < steps; step++)
      losses.push((await run.train([languageFeeds(model, texts, shape.tokens)], 1e-2)).loss);
    const values = await run.parameters();
    await run.dispose();
    return { losses, values };
  };
  beforeAll(async () => {
    const untrained = llamaFromScratch(
      llamaOptions.parse({ dim: 32, depth: 2, heads: 4, kvHeads: 2, context: 32, vocabulary: 300 }),
    );
    model = await untrained.load(await untrained.train(texts));
  });

  it('starts at the loss of chance, and learns texts until it writes them', async () => {
    const { losses, values } = await train(40, {});
    expect(Math.abs(losses[0] - Math.log(model.vocabulary))).toBeLessThan(0.2);
    expect(losses[39]).toBeLessThan(0.3);
    const decoder = await createDecoder({ model, values, rows: 4, threads: 1, chunk: 4 });
    const { tokenizer } = model;
    const prompts = texts.map((text) => ({ ids: [tokenizer.begin as number, ...tokenizer.encode(text).slice(0, 2)] }));
    const written = await generate(decoder, prompts, { maxTokens: 16 });
    await decoder.dispose();
    written.forEach(({ ids, reason }, index) => {
      expect(reason).toBe('end');
      expect(tokenizer.decode([...prompts[index].ids, ...ids])).toBe(texts[index]);
    });
  });

  it('learns with adapters of its queries and values alone', async () => {
    const lora = createLora(model.parameters, {
      rank: 4,
      alpha: 8,
      adapts: (name) => /attention\/[qv]\/weight$/.test(name),
    });
    expect(Object.keys(lora.parameters).filter((name) => name.endsWith('/lora/a'))).toHaveLength(4);
    const loss = languageLoss(model);
    const { losses } = await train(12, {
      parameters: lora.parameters,
      group: lora.group,
      loss: (p, inputs) => loss(lora.adapt(p), inputs),
    });
    expect(losses[11]).toBeLessThan(losses[0] - 0.1);
  });
});
