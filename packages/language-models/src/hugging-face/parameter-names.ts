/** Names of a block's parts: ours, and those of transformers. */
const parts: Readonly<Record<string, string>> = {
  'norm0/gain': 'input_layernorm.weight',
  'norm1/gain': 'post_attention_layernorm.weight',
  'attention/q/norm/gain': 'self_attn.q_norm.weight',
  'attention/k/norm/gain': 'self_attn.k_norm.weight',
  'attention/q/': 'self_attn.q_proj.',
  'attention/k/': 'self_attn.k_proj.',
  'attention/v/': 'self_attn.v_proj.',
  'attention/out/': 'self_attn.o_proj.',
  'mlp/gate/': 'mlp.gate_proj.',
  'mlp/up/': 'mlp.up_proj.',
  'mlp/down/': 'mlp.down_proj.',
};

const whole: Readonly<Record<string, string>> = {
  tokens: 'model.embed_tokens.weight',
  'norm/gain': 'model.norm.weight',
  'head/weight': 'lm_head.weight',
};

/** What transformers calls a parameter of ours. */
export function huggingFaceName(parameter: string): string {
  const block = /^block(\d+)\/(.+)$/.exec(parameter);
  if (!block) return whole[parameter];
  const [, index, rest] = block;
  const part = Object.keys(parts).find(
    (name) => rest === name || (name.endsWith('/') && rest.startsWith(name) && parts[rest] === undefined),
  );
  return `model.layers.${index}.${parts[part as string]}${rest.slice((part as string).length)}`;
}
