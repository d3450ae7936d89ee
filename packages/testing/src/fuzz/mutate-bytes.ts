import type { Random } from '@totalfm/core';

/** Numbers that lengths, counts and offsets are not meant to be. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0xfffe, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A copy of a file with a few of its bytes changed as damage, truncation and malice do. */
export function mutatedBytes(bytes: Buffer, random: Random, headBytes = bytes.length): Buffer {
  let out = Buffer.from(bytes);
  const below = (end: number) => Math.floor(random.next() * end);
  const times = 1 + below(4);
  for (let i = 0; i < times; i++) {
    // Three of four hit the header, which has more to break.
    const at = below(random.next() < 0.75 ? Math.min(headBytes, out.length) : out.length);
    switch (below(7)) {
      case 0:
        out[at] ^= 1 << below(8);
        break;
      case 1:
        out[at] = below(256);
        break;
      case 2:
        if (at + 4 <= out.length) out.writeUInt32LE(extremes[below(extremes.length)], at);
        break;
      case 3:
        if (at + 2 <= out.length) out.writeUInt16LE(extremes[below(extremes.length)] & 0xffff, at);
        break;
      case 4:
        out = out.subarray(0, at);
        break;
      case 5:
        out = Buffer.concat([out.subarray(0, at), out.subarray(Math.min(out.length, at + 1 + below(64)))]);
        break;
      default: {
        const from = below(out.length);
        out = Buffer.concat([out.subarray(0, at), out.subarray(from, from + below(64)), out.subarray(at)]);
      }
    }
    if (out.length === 0) return out;
  }
  return out;
}
