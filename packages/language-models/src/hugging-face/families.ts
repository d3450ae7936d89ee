import type { LlamaConfig, LlamaLayer } from '../llama/config.ts';
import type { RawConfig } from './raw-config.ts';

/** What a family does otherwise than Llama, by `model_type`. */
export interface Family {
  /** Where `config.json` says nothing. */
  readonly tied: boolean;
  readonly headDim?: number;
  /** Added to gains of norms, which the file stores without. */
  readonly gainOffset?: number;
  readonly qkNorm?: boolean;
  readonly embeddingScale?: (dim: number) => number;
  readonly activation?: string;
  biases(raw: RawConfig): LlamaConfig['biases'];
  layer(raw: RawConfig, index: number): LlamaLayer;
}

const attentionBiases = ({ attention_bias, mlp_bias }: RawConfig) => ({
  qkv: attention_bias ?? false,
  out: attention_bias ?? false,
  mlp: mlp_bias ?? false,
});

const windowOf = ({ sliding_window, layer_types }: RawConfig, index: number, otherwise: boolean) => {
  const slides = layer_types ? layer_types[index] === 'sliding_attention' : otherwise;
  return slides ? (sliding_window ?? undefined) : undefined;
};

const everywhere = (): LlamaLayer => ({ rotary: true });

/** Qwen's upper layers may slide; `layer_types` says it anew since transformers 4.53. */
const qwenLayer = (raw: RawConfig, index: number): LlamaLayer => ({
  rotary: true,
  window: windowOf(raw, index, Boolean(raw.use_sliding_window) && index >= (raw.max_window_layers ?? 28)),
});

export const families: Readonly<Record<string, Family>> = {
  llama: { tied: false, biases: attentionBiases, layer: everywhere },
  mistral: {
    tied: false,
    biases: () => ({ qkv: false, out: false, mlp: false }),
    layer: (raw, index) => ({ rotary: true, window: windowOf({ ...raw, layer_types: undefined }, index, true) }),
  },
  qwen2: { tied: false, biases: () => ({ qkv: true, out: false, mlp: false }), layer: qwenLayer },
  qwen3: { tied: false, headDim: 128, qkNorm: true, biases: attentionBiases, layer: qwenLayer },
  smollm3: {
    tied: true,
    biases: attentionBiases,
    layer(raw, index) {
      const interval = raw.no_rope_layer_interval ?? 4;
      const rotary = raw.no_rope_layers ? raw.no_rope_layers[index] === 1 : (index + 1) % interval !== 0;
      return { rotary, window: windowOf(raw, index, Boolean(raw.use_sliding_window) && !rotary) };
    },
  },
  gemma: {
    tied: true,
    headDim: 256,
    gainOffset: 1,
    // Early files say `gelu` and mean its approximation.
    activation: 'gelu_pytorch_tanh',
    embeddingScale: Math.sqrt,
    biases: attentionBiases,
    layer: everywhere,
  },
};
