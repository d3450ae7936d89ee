/** 0/1 voxels → one bit each, the first in the highest bit of a byte, as `numpy.packbits` does. */
export function packBits(mask: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(mask.length / 8));
  for (let voxel = 0; voxel < mask.length; voxel++) if (mask[voxel]) packed[voxel >> 3] |= 0x80 >> (voxel & 7);
  return packed;
}

export function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const mask = new Uint8Array(packed.length * 8);
  const words = new Uint32Array(mask.buffer);
  for (let byte = 0; byte < packed.length; byte++) {
    words[2 * byte] = expanded[2 * packed[byte]];
    words[2 * byte + 1] = expanded[2 * packed[byte] + 1];
  }
  return mask.subarray(0, length);
}

/** The eight voxels of every byte, four to a word: this is on the path of every volume that training reads. */
const expanded = new Uint32Array(Uint8Array.from({ length: 2048 }, (_, i) => ((i >> 3) >> (7 - (i & 7))) & 1).buffer);
