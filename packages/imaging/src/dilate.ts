import type { Triple } from '@totalfm/core';

/**
 * Every voxel whose centre lies within `radiusMm` of a set voxel's centre: exact Euclidean dilation on any spacing, by
 * three passes of the lower envelope of parabolas (Felzenszwalb & Huttenlocher 2012), linear in the number of voxels.
 */
export function dilate(mask: Uint8Array, size: Triple, spacing: Triple, radiusMm: number): Uint8Array {
  const squared = new Float64Array(mask.length).fill(Infinity);
  for (let voxel = 0; voxel < mask.length; voxel++) if (mask[voxel]) squared[voxel] = 0;
  const strides = [1, size[0], size[0] * size[1]];
  for (const axis of [0, 1, 2] as const) {
    const [length, stride, step] = [size[axis], strides[axis], spacing[axis]];
    const transform = lineTransform(length, step);
    const [a, b] = [0, 1, 2].filter((other) => other !== axis);
    for (let v = 0; v < size[b]; v++)
      for (let u = 0; u < size[a]; u++) transform(squared, u * strides[a] + v * strides[b], stride);
  }
  const limit = radiusMm * radiusMm * (1 + 1e-9);
  const out = new Uint8Array(mask.length);
  for (let voxel = 0; voxel < out.length; voxel++) out[voxel] = squared[voxel] <= limit ? 1 : 0;
  return out;
}

/** Squared distance transform of one line, in place. */
function lineTransform(length: number, step: number) {
  const line = new Float64Array(length);
  const vertex = new Int32Array(length);
  const border = new Float64Array(length + 1);
  return (data: Float64Array, offset: number, stride: number): void => {
    let parabolas = 0;
    for (let i = 0; i < length; i++) {
      line[i] = data[offset + i * stride];
      if (line[i] === Infinity) continue;
      const height = line[i] + (i * step) ** 2;
      let from = -Infinity;
      while (parabolas > 0) {
        const other = vertex[parabolas - 1];
        from = (height - line[other] - (other * step) ** 2) / (2 * step * (i - other));
        if (from > border[parabolas - 1]) break;
        parabolas--;
        from = -Infinity;
      }
      vertex[parabolas] = i;
      border[parabolas++] = from;
    }
    if (parabolas === 0) return;
    for (let i = 0, p = 0; i < length; i++) {
      while (p + 1 < parabolas && border[p + 1] < i * step) p++;
      data[offset + i * stride] = line[vertex[p]] + ((i - vertex[p]) * step) ** 2;
    }
  };
}
