import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** A file as another writer lays it out. */
function file(header: object, data: number[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  it('gives back what it wrote, the same bytes in any order', () => {
    const a = { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, NaN) };
    const b = { shape: [], data: Float32Array.of(7) };
    const bytes = encodeSafetensors({ a, b }, { step: '3' });
    expect(encodeSafetensors({ b, a }, { step: '3' })).toEqual(bytes);
    expect(decodeSafetensors(bytes, 'x')).toEqual({ tensors: { a, b }, metadata: { step: '3' } });
  });

  it('reads a Buffer that is part of another', () => {
    const a = { shape: [3], data: Float32Array.of(1, 2, 3) };
    const pool = Buffer.concat([Buffer.alloc(5), encodeSafetensors({ a })]);
    expect(decodeSafetensors(pool.subarray(5), 'x').tensors).toEqual({ a });
  });

  it('reads bf16 and fp16', () => {
    const bytes = file(
      { h: { dtype: 'F16', shape: [3], data_offsets: [0, 6] }, b: { dtype: 'BF16', shape: [1], data_offsets: [6, 8] } },
      [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x80, 0x3f],
    );
    const { tensors } = decodeSafetensors(bytes, 'x');
    expect(Array.from(tensors.h.data)).toEqual([1, -2, 2 ** -24]);
    expect(Array.from(tensors.b.data)).toEqual([1]);
  });

  it.each([
    ['too short', Uint8Array.of(1, 2)],
    ['truncated', encodeSafetensors({ a: { shape: [4], data: new Float32Array(4) } }).slice(0, -3)],
    ['not JSON', file('x' as never, []).fill(0x41, 8)],
    [
      'overlapping',
      file(
        {
          a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
          b: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
        },
        [0, 0, 0, 0],
      ),
    ],
    ['of a wrong length', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, [0, 0, 0, 0])],
    ['followed by more', Uint8Array.of(...encodeSafetensors({ a: { shape: [1], data: new Float32Array(1) } }), 0)],
    ['leaving a gap', file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, [0, 0, 0, 0, 0, 0, 0, 0])],
    ['of a negative shape', file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, [0, 0, 0, 0])],
    ['without offsets', file({ a: { dtype: 'F32', shape: [1] } }, [0, 0, 0, 0])],
    ['of another type', file({ a: { dtype: 'X9', shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 0, 0, 0, 0, 0])],
    ['with a list for a header', file([], [])],
    ['with numbers for metadata', file({ __metadata__: { step: 1 } }, [])],
    ['with a header longer than itself', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0x7b, 0x7d)],
  ])('refuses a file that is %s', (_name, bytes) => {
    expect(() => decodeSafetensors(bytes, 'model.safetensors')).toThrow(
      expect.objectContaining({ code: 'TFM_CHECKPOINT_CORRUPT', where: { file: 'model.safetensors' } }),
    );
  });
});
