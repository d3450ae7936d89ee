import type { LoadedTextEncoder, TextEncoder } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientsEager, randomParameters, runEager } from '../eager.ts';
import { expectFeeds } from './program-values.ts';

export interface TextEncoderSubject {
  readonly make: () => TextEncoder | Promise<TextEncoder>;
}

const corpus = [
  'There is a 12 mm cyst in the left kidney.',
  'The liver is normal in size and attenuation.',
  'No renal stones or hydronephrosis.',
  'Splenomegaly, 14 cm.',
  'Mild atelectasis at both lung bases; no effusion.',
];

/** Checks a text encoder: a vocabulary that depends on its texts only, shapes, texts of a batch apart from one another. */
export function describeTextEncoder(name: string, { make }: TextEncoderSubject): void {
  describe(`text encoder ${name}`, () => {
    let encoder: LoadedTextEncoder;
    beforeAll(async () => {
      const untrained = await make();
      encoder = await untrained.load(await untrained.train(corpus));
    });
    const given = (texts: readonly string[]) => ({
      specs: encoder.parameters,
      values: randomParameters(encoder.parameters),
      inputs: encoder.inputs(texts.length),
      feeds: encoder.feeds(texts),
    });
    const embed = (texts: readonly string[]) => runEager(given(texts), encoder.embed);

    it('learns the same vocabulary from the same texts', async () => {
      const [first, second] = [await (await make()).train(corpus), await (await make()).train(corpus)];
      expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
    });

    it('packs texts as its inputs say, the empty and the very long one too', () => {
      const texts = ['', corpus[0], corpus.join(' ').repeat(50), 'Ωμέγα 膵嚢胞'];
      expectFeeds(encoder.feeds(texts), encoder.inputs(texts.length));
    });

    it('embeds a batch as [batch, width], each text apart from the others', async () => {
      const batch = await embed([corpus[1], corpus[0], '', corpus.join(' ').repeat(50)]);
      expect(batch.shape).toEqual([4, encoder.width]);
      expect(batch.data.every(Number.isFinite)).toBe(true);
      const alone = await embed([corpus[0]]);
      alone.data.forEach((value, index) => expect(batch.data[encoder.width + index]).toBeCloseTo(value, 3));
    });

    it('embeds a short text the same with less room', async () => {
      const fitting = encoder.fitting?.([corpus[3]]);
      if (!fitting) return;
      expect(fitting.parameters).toEqual(encoder.parameters);
      expectFeeds(fitting.feeds([corpus[3]]), fitting.inputs(1));
      const inputs = { inputs: fitting.inputs(1), feeds: fitting.feeds([corpus[3]]) };
      const [less, all] = [
        await runEager({ ...given([corpus[3]]), ...inputs }, fitting.embed),
        await embed([corpus[3]]),
      ];
      all.data.forEach((value, index) => expect(less.data[index]).toBeCloseTo(value, 3));
    });

    it('embeds texts the same where they share rows', async () => {
      const sharing = encoder.sharing?.();
      if (!sharing) return;
      const texts = corpus.slice(0, 3);
      expect(sharing.parameters).toEqual(encoder.parameters);
      expectFeeds(sharing.feeds(texts), sharing.inputs(3));
      const inputs = { inputs: sharing.inputs(3), feeds: sharing.feeds(texts) };
      const [shared, apart] = [await runEager({ ...given(texts), ...inputs }, sharing.embed), await embed(texts)];
      apart.data.forEach((value, index) => expect(shared.data[index]).toBeCloseTo(value, 3));
    });

    it('tells texts apart', async () => {
      const { data } = await embed([corpus[0], corpus[1]]);
      const difference = Array.from({ length: encoder.width }, (_, index) =>
        Math.abs(data[index] - data[encoder.width + index]),
      );
      expect(Math.max(...difference)).toBeGreaterThan(1e-4);
    });

    it('has a finite gradient for every parameter', async () => {
      const gradients = await gradientsEager(given(corpus.slice(0, 2)), encoder.embed);
      for (const [parameter, gradient] of Object.entries(gradients))
        expect(gradient.every(Number.isFinite), parameter).toBe(true);
    });
  });
}
