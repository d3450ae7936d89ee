import { createRandom } from '@totalfm/core';

/** A llama of one layer with random weights and a token for each byte, as a GGUF file (version 3): enough to run all of llama.cpp. For tests. */
export function tinyGguf(): Buffer {
  const [width, hidden, heads, alignment] = [32, 64, 4, 32];
  const tokens = [
    '<unk>',
    '<s>',
    '</s>',
    ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  ];
  const [uint32, int32, float32, string, list] = [4, 5, 6, 8, 9];
  const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
  const u64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
  const f32 = (values: readonly number[]) => Buffer.from(new Float32Array(values).buffer);
  const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
  const array = (type: number, items: readonly Buffer[]) => Buffer.concat([u32(type), u64(items.length), ...items]);
  const facts: ReadonlyArray<readonly [string, number, Buffer]> = [
    ['general.architecture', string, text('llama')],
    ['general.name', string, text('tiny')],
    ['llama.context_length', uint32, u32(2048)],
    ['llama.embedding_length', uint32, u32(width)],
    ['llama.block_count', uint32, u32(1)],
    ['llama.feed_forward_length', uint32, u32(hidden)],
    ['llama.attention.head_count', uint32, u32(heads)],
    ['llama.attention.head_count_kv', uint32, u32(heads)],
    ['llama.rope.dimension_count', uint32, u32(width / heads)],
    ['llama.attention.layer_norm_rms_epsilon', float32, f32([1e-5])],
    ['llama.vocab_size', uint32, u32(tokens.length)],
    ['tokenizer.ggml.model', string, text('llama')],
    ['tokenizer.ggml.tokens', list, array(string, tokens.map(text))],
    [
      'tokenizer.ggml.scores',
      list,
      array(
        float32,
        tokens.map(() => f32([0])),
      ),
    ],
    // Unknown, control, and bytes.
    [
      'tokenizer.ggml.token_type',
      list,
      array(
        int32,
        tokens.map((_, index) => u32(index === 0 ? 2 : index < 3 ? 3 : 6)),
      ),
    ],
    ['tokenizer.ggml.bos_token_id', uint32, u32(1)],
    ['tokenizer.ggml.eos_token_id', uint32, u32(2)],
    ['tokenizer.ggml.unknown_token_id', uint32, u32(0)],
  ];
  const shapes: ReadonlyArray<readonly [string, readonly number[]]> = [
    ['token_embd.weight', [width, tokens.length]],
    ['output_norm.weight', [width]],
    ['output.weight', [width, tokens.length]],
    ['blk.0.attn_norm.weight', [width]],
    ['blk.0.attn_q.weight', [width, width]],
    ['blk.0.attn_k.weight', [width, width]],
    ['blk.0.attn_v.weight', [width, width]],
    ['blk.0.attn_output.weight', [width, width]],
    ['blk.0.ffn_norm.weight', [width]],
    ['blk.0.ffn_gate.weight', [width, hidden]],
    ['blk.0.ffn_up.weight', [width, hidden]],
    ['blk.0.ffn_down.weight', [hidden, width]],
  ];
  const random = createRandom('tiny-gguf');
  const pad = (length: number) => Buffer.alloc((alignment - (length % alignment)) % alignment);
  const data = shapes.map(([, shape]) => {
    const values = f32(
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (shape.length === 1 ? 1 : random.normal() * 0.2)),
    );
    return Buffer.concat([values, pad(values.length)]);
  });
  let offset = 0;
  const infos = shapes.map(([name, shape], index) => {
    const info = Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset)]);
    offset += data[index].length;
    return info;
  });
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(shapes.length),
    u64(facts.length),
    ...facts.flatMap(([key, type, value]) => [text(key), u32(type), value]),
    ...infos,
  ]);
  return Buffer.concat([head, pad(head.length), ...data]);
}
