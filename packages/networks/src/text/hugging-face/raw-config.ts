import { z } from 'zod';
import { textErrors } from '../errors.ts';

const count = z.number().int().positive();
const flag = z.boolean().nullish();
const rope = z.looseObject({ rope_type: z.string().nullish(), rope_theta: z.number().positive().nullish() });

/** What is read of a `config.json`. Releases of transformers before 5 have other names for ModernBERT's layers and positions. */
const rawConfig = z.looseObject({
  model_type: z.string(),
  _name_or_path: z.string().nullish(),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  max_position_embeddings: count,
  hidden_act: z.string().nullish(),
  pad_token_id: z.number().int().nonnegative().nullish(),
  // BERT and its relatives.
  type_vocab_size: count.nullish(),
  layer_norm_eps: z.number().positive().nullish(),
  position_embedding_type: z.string().nullish(),
  attention_window: z.union([count, z.array(count)]).nullish(),
  // ModernBERT.
  norm_eps: z.number().positive().nullish(),
  hidden_activation: z.string().nullish(),
  local_attention: count.nullish(),
  global_attn_every_n_layers: count.nullish(),
  layer_types: z.array(z.string()).nullish(),
  rope_parameters: z.looseObject({ full_attention: rope.nullish(), sliding_attention: rope.nullish() }).nullish(),
  global_rope_theta: z.number().positive().nullish(),
  local_rope_theta: z.number().positive().nullish(),
  norm_bias: flag,
  attention_bias: flag,
  mlp_bias: flag,
});

export type RawConfig = z.output<typeof rawConfig>;

const fix = 'Download config.json again, as the model’s authors wrote it.';

/** Reads a `config.json`. Throws `TFM_TEXT_CONFIG`. */
export function parseConfig(text: string, file: string): RawConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw textErrors.TFM_TEXT_CONFIG({ file, message: 'The configuration is not JSON.', fix, cause });
  }
  const result = rawConfig.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw inconsistent(
    file,
    `The configuration is not one of a text encoder: ${issue.path.join('.')}: ${issue.message}.`,
  );
}

/** A configuration that contradicts itself. `message` is a full sentence. */
export const inconsistent = (file: string, message: string) => textErrors.TFM_TEXT_CONFIG({ file, message, fix });
