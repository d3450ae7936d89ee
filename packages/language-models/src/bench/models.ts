import { initialValues } from '@totalfm/compute';
import type { LoadedLanguageModel, ParameterValues, Tokenizer } from '@totalfm/core';
import type { LlamaConfig } from '../llama/config.ts';
import { createLlama } from '../llama/llama.ts';

/** Texts never end: every run writes as many tokens as it may. */
const tokenizer: Tokenizer = { size: 3, ends: [-1], padding: 0, encode: () => [], decode: () => '' };

export interface BenchModel {
  readonly model: LoadedLanguageModel;
  readonly values: ParameterValues;
}

const shared = {
  activation: 'silu',
  biases: { qkv: true, out: false, mlp: false },
  qkNorm: false,
  tied: true,
  embeddingScale: 1,
  epsilon: 1e-6,
} as const;

const layersOf = (depth: number) => Array.from({ length: depth }, () => ({ rotary: true }));
const frequenciesOf = (headDim: number, base: number) =>
  Array.from({ length: headDim / 2 }, (_, pair) => base ** ((-2 * pair) / headDim));

/** The demo's model, 2.5 M parameters: what `{ use: llama }` makes, with a full vocabulary. */
export const demo: LlamaConfig = {
  ...shared,
  biases: { qkv: false, out: false, mlp: false },
  vocabulary: 2000,
  dim: 192,
  heads: 4,
  kvHeads: 2,
  headDim: 48,
  hidden: 512,
  context: 512,
  layers: layersOf(4),
  frequencies: frequenciesOf(48, 1e4),
};

/** Qwen2.5-0.5B's shape, 494 M parameters. */
export const halfBillion: LlamaConfig = {
  ...shared,
  vocabulary: 151_936,
  dim: 896,
  heads: 14,
  kvHeads: 2,
  headDim: 64,
  hidden: 4864,
  context: 32_768,
  layers: layersOf(24),
  frequencies: frequenciesOf(64, 1e6),
};

/** Weights are drawn: how long a step takes does not depend on them. Large ones repeat a drawn part, which is quicker. */
export function benchModel(config: LlamaConfig): BenchModel {
  const program = createLlama(config);
  const values = Object.fromEntries(
    Object.entries(program.parameters).map(([name, spec]) => {
      const length = spec.shape.reduce((a, b) => a * b, 1);
      const drawn = initialValues({ [name]: { ...spec, shape: [Math.min(length, 65_536)] } }, 1)[name];
      const value = new Float32Array(length);
      for (let from = 0; from < length; from += drawn.length) value.set(drawn.subarray(0, length - from), from);
      return [name, value];
    }),
  );
  return { model: { ...program, tokenizer }, values };
}
