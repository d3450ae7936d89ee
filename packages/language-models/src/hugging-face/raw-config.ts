import { z } from 'zod';
import { languageModelErrors } from '../errors.ts';

const count = z.number().int().positive();
const ids = z.union([z.number().int(), z.array(z.number().int())]).nullish();
const flag = z.boolean().nullish();

const rope = z.looseObject({
  rope_type: z.string().nullish(),
  type: z.string().nullish(),
  rope_theta: z.number().positive().nullish(),
  factor: z.number().positive().nullish(),
  low_freq_factor: z.number().positive().nullish(),
  high_freq_factor: z.number().positive().nullish(),
  original_max_position_embeddings: count.nullish(),
  partial_rotary_factor: z.number().nullish(),
});

/** What is read of a `config.json`. Releases of transformers before 5 keep rotary positions in `rope_theta` and `rope_scaling`. */
const rawConfig = z.looseObject({
  model_type: z.string(),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  max_position_embeddings: count,
  rms_norm_eps: z.number().positive(),
  hidden_act: z.string().nullish(),
  hidden_activation: z.string().nullish(),
  tie_word_embeddings: flag,
  attention_bias: flag,
  mlp_bias: flag,
  rope_parameters: rope.nullish(),
  rope_scaling: rope.nullish(),
  rope_theta: z.number().positive().nullish(),
  partial_rotary_factor: z.number().nullish(),
  sliding_window: count.nullish(),
  use_sliding_window: flag,
  max_window_layers: z.number().int().nullish(),
  layer_types: z.array(z.string()).nullish(),
  no_rope_layers: z.array(z.number()).nullish(),
  no_rope_layer_interval: count.nullish(),
  bos_token_id: ids,
  eos_token_id: ids,
  pad_token_id: ids,
  quantization_config: z.unknown().optional(),
});

export type RawConfig = z.output<typeof rawConfig>;

/** Reads a `config.json`. Throws `TFM_LM_CONFIG`. */
export function parseConfig(text: string, file: string): RawConfig {
  const invalid = (message: string, cause?: unknown) =>
    languageModelErrors.TFM_LM_CONFIG({
      file,
      message,
      fix: 'Download config.json again, as the model’s authors wrote it.',
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid('The configuration is not JSON.', cause);
  }
  const result = rawConfig.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`The configuration is not one of a language model: ${issue.path.join('.')}: ${issue.message}`);
}
