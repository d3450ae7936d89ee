import type { ModernBertConfig, ModernBertLayer } from '../modernbert/config.ts';
import { checkedActivation, checkHeads, unknownPart } from './config-parts.ts';
import { inconsistent, type RawConfig } from './raw-config.ts';

const LOCAL = 'sliding_attention';

/** A ModernBERT of its `config.json`, of any release of transformers. Throws `TFM_TEXT_CONFIG`, `TFM_TEXT_ARCHITECTURE`. */
export function modernBertConfigOf(raw: RawConfig, file: string): ModernBertConfig {
  checkHeads(raw, file);
  if ((raw.hidden_size / raw.num_attention_heads) % 2 !== 0)
    throw inconsistent(file, 'Heads are of an odd width, and rotary positions turn pairs.');
  return {
    vocabulary: raw.vocab_size,
    dim: raw.hidden_size,
    heads: raw.num_attention_heads,
    hidden: raw.intermediate_size,
    context: raw.max_position_embeddings,
    layers: layersOf(raw, file),
    epsilon: raw.norm_eps ?? 1e-5,
    activation: checkedActivation(raw.hidden_activation ?? 'gelu', file),
    biases: {
      attention: raw.attention_bias ?? false,
      mlp: raw.mlp_bias ?? false,
      norm: raw.norm_bias ?? false,
    },
  };
}

function layersOf(raw: RawConfig, file: string): ModernBertLayer[] {
  const { num_hidden_layers: count, layer_types: types } = raw;
  if (types && types.length !== count)
    throw inconsistent(file, `The model has ${count} layers, and ${types.length} entries of layer_types.`);
  const every = raw.global_attn_every_n_layers ?? 3;
  const isLocal = (layer: number) => (types ? types[layer] === LOCAL : layer % every !== 0);
  const local = { reach: Math.floor((raw.local_attention ?? 128) / 2), base: baseOf(raw, 'sliding_attention', file) };
  const whole = { base: baseOf(raw, 'full_attention', file) };
  return Array.from({ length: count }, (_, layer) => (isLocal(layer) ? local : whole));
}

function baseOf(raw: RawConfig, kind: 'full_attention' | 'sliding_attention', file: string): number {
  const rope = raw.rope_parameters?.[kind];
  const type = rope?.rope_type ?? 'default';
  if (type !== 'default') throw unknownPart(file, 'type of rotary positions', type, ['default']);
  const [older, otherwise] =
    kind === LOCAL ? [raw.local_rope_theta, 10_000] : ([raw.global_rope_theta, 160_000] as const);
  return rope?.rope_theta ?? older ?? otherwise;
}
