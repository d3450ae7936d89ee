import type { BertConfig } from '../bert/config.ts';
import { checkedActivation, checkHeads, unknownPart } from './config-parts.ts';
import { inconsistent, type RawConfig } from './raw-config.ts';

export interface BertRelative {
  /** Positions are counted from the padding's row on. */
  readonly afterPadding?: boolean;
  /** Layers see `attention_window` tokens. */
  readonly windows?: boolean;
}

/** A BERT, or a relative, of its `config.json`. Throws `TFM_TEXT_CONFIG`, `TFM_TEXT_ARCHITECTURE`. */
export function bertConfigOf(raw: RawConfig, file: string, { afterPadding, windows }: BertRelative): BertConfig {
  checkHeads(raw, file);
  const kind = raw.position_embedding_type ?? 'absolute';
  if (kind !== 'absolute') throw unknownPart(file, 'positions', kind, ['absolute']);
  return {
    vocabulary: raw.vocab_size,
    dim: raw.hidden_size,
    heads: raw.num_attention_heads,
    hidden: raw.intermediate_size,
    positions: raw.max_position_embeddings,
    firstPosition: afterPadding ? (raw.pad_token_id ?? 1) + 1 : 0,
    types: raw.type_vocab_size ?? 2,
    reaches: windows ? reachesOf(raw, file) : Array.from({ length: raw.num_hidden_layers }, () => undefined),
    epsilon: raw.layer_norm_eps ?? 1e-12,
    activation: checkedActivation(raw.hidden_act ?? 'gelu', file),
  };
}

function reachesOf({ attention_window: window = 512, num_hidden_layers: layers }: RawConfig, file: string): number[] {
  const windows = Array.isArray(window) ? window : Array.from({ length: layers }, () => window ?? 512);
  if (windows.length !== layers || windows.some((each) => each % 2 !== 0))
    throw inconsistent(
      file,
      `The model has ${layers} layers, and windows of ${windows.join(', ')}: one for each layer, and even.`,
    );
  return windows.map((each) => each / 2);
}
