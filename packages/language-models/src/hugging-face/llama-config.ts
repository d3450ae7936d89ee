import { languageModelErrors } from '../errors.ts';
import type { LlamaConfig } from '../llama/config.ts';
import { families, type Family } from './families.ts';
import { frequenciesOf } from './frequencies.ts';
import type { RawConfig } from './raw-config.ts';

const activations: Readonly<Record<string, LlamaConfig['activation']>> = {
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_new: 'gelu-tanh',
};

/** What a model's `config.json` says. Throws `TFM_LM_ARCHITECTURE`, `TFM_LM_ROPE`, `TFM_LM_CONFIG`. */
export function llamaConfigOf(raw: RawConfig, file: string): { readonly config: LlamaConfig; readonly family: Family } {
  const unknown = (message: string, fix: string) => languageModelErrors.TFM_LM_ARCHITECTURE({ file, message, fix });
  const family = Object.hasOwn(families, raw.model_type) ? families[raw.model_type] : undefined;
  if (!family)
    throw unknown(
      `The model is a ${raw.model_type}; ${Object.keys(families).join(', ')} are known.`,
      'Use a model of one of these types.',
    );
  if (raw.quantization_config)
    throw unknown('The model’s weights are quantised.', 'Use its original weights: float32, float16 or bfloat16.');
  const named = family.activation ?? raw.hidden_act ?? 'silu';
  if (!Object.hasOwn(activations, named))
    throw unknown(
      `The model's activation is ${named}; ${Object.keys(activations).join(', ')} are known.`,
      'Use a model with one of these.',
    );
  const shape = shapeOf(raw, family, file);
  const config: LlamaConfig = {
    ...shape,
    vocabulary: raw.vocab_size,
    hidden: raw.intermediate_size,
    context: raw.max_position_embeddings,
    layers: Array.from({ length: raw.num_hidden_layers }, (_, index) => family.layer(raw, index)),
    frequencies: frequenciesOf(ropeOf(raw, file), shape.headDim, file),
    epsilon: raw.rms_norm_eps,
    activation: activations[named],
    biases: family.biases(raw),
    qkNorm: family.qkNorm ?? false,
    tied: raw.tie_word_embeddings ?? family.tied,
    embeddingScale: family.embeddingScale?.(raw.hidden_size) ?? 1,
  };
  return { config, family };
}

function shapeOf(raw: RawConfig, family: Family, file: string) {
  const { hidden_size: dim, num_attention_heads: heads } = raw;
  const kvHeads = raw.num_key_value_heads ?? heads;
  const headDim = raw.head_dim ?? family.headDim ?? dim / heads;
  if (heads % kvHeads === 0 && Number.isInteger(headDim) && headDim % 2 === 0) return { dim, heads, kvHeads, headDim };
  throw languageModelErrors.TFM_LM_CONFIG({
    file,
    message: `${heads} heads of ${headDim} over ${kvHeads} heads of keys do not fit a width of ${dim}.`,
    fix: 'Download config.json again, as the model’s authors wrote it.',
  });
}

function ropeOf(raw: RawConfig, file: string) {
  const rope = raw.rope_parameters ?? raw.rope_scaling ?? {};
  const partial = rope.partial_rotary_factor ?? raw.partial_rotary_factor ?? 1;
  if (partial !== 1)
    throw languageModelErrors.TFM_LM_ROPE({
      file,
      message: `Rotary positions turn a part of ${partial} of each head only, which is not known here.`,
      fix: 'Use a model that turns whole heads.',
    });
  return {
    base: rope.rope_theta ?? raw.rope_theta ?? 10_000,
    type: rope.rope_type ?? rope.type ?? 'default',
    factor: rope.factor ?? undefined,
    lowFactor: rope.low_freq_factor ?? undefined,
    highFactor: rope.high_freq_factor ?? undefined,
    originalContext: rope.original_max_position_embeddings ?? undefined,
  };
}
