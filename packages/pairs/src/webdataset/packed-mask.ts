/** 0/1 voxels → one bit each, the first in the highest bit of a byte, as `numpy.packbits` does. */
export function packBits(mask: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(mask.length / 8));
  for (let voxel = 0; voxel < mask.length; voxel++) if (mask[voxel]) packed[voxel >> 3] |= 0x80 >> (voxel & 7);
  return packed;
}

export function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const mask = new Uint8Array(packed.length * 8);
  for (let byte = 0; byte < packed.length; byte++) mask.set(expanded.subarray(packed[byte] * 8, packed[byte] * 8 + 8), byte * 8);
  return mask.subarray(0, length);
}

/** The eight voxels of every byte. */
const expanded = Uint8Array.from({ length: 2048 }, (_, i) => ((i >> 3) >> (7 - (i & 7))) & 1);
