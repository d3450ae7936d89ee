import { createRandom } from '@totalfm/core';

/** A cube of periodic noise with mean 0 and deviation 1; its edge is a power of two. */
export interface NoiseCube {
  readonly edge: number;
  readonly data: Float32Array;
}

const cubes = new Map<string, NoiseCube>();

/**
 * Band-limited periodic noise: white noise, box-blurred twice along each axis. Looked up by its nearest cell, so
 * that a voxel costs one read. The cubes are the same for every exam; an exam reads them at its own offsets.
 */
function noiseCube(
  name: string,
  edge: number,
  blur: number,
  filter?: (data: Float32Array, edge: number) => void,
): NoiseCube {
  const known = cubes.get(name);
  if (known) return known;
  const random = createRandom(`phantom-noise-${name}`);
  const data = new Float32Array(edge ** 3);
  for (let i = 0; i < data.length; i++) data[i] = random.normal();
  for (let axis = 0; axis < 3; axis++) for (let pass = 0; pass < 2; pass++) blurAxis(data, edge, edge ** axis, blur);
  filter?.(data, edge);
  let [sum, squares] = [0, 0];
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / data.length;
  const deviation = Math.sqrt(squares / data.length - mean * mean);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] - mean) / deviation;
  const cube = { edge, data };
  cubes.set(name, cube);
  return cube;
}

function blurAxis(data: Float32Array, edge: number, stride: number, radius: number): void {
  if (radius < 1) return;
  const line = new Float32Array(edge);
  const mask = edge - 1;
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % edge !== 0) continue;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += data[start + (i & mask) * stride];
    for (let i = 0; i < edge; i++) {
      line[i] = sum;
      sum += data[start + ((i + radius + 1) & mask) * stride] - data[start + ((i - radius) & mask) * stride];
    }
    for (let i = 0; i < edge; i++) data[start + i * stride] = line[i];
  }
}

/** Slow variation for shapes: cells of {@link shapeCellMm}, structures of about 50 mm. */
export const shapeNoise = () => noiseCube('shape', 64, 4);
/** Fine variation for textures: structures of a few cells. */
export const textureNoise = () => noiseCube('texture', 64, 1);
/** What reconstruction makes of a detector's noise: correlated with the next voxels of the slice. */
export const detectorNoise = () => noiseCube('detector', 64, 0, correlateInSlice);

function correlateInSlice(data: Float32Array, edge: number): void {
  const white = data.slice();
  const mask = edge - 1;
  for (let at = 0; at < data.length; at++) {
    const right = (at & ~mask) | ((at + 1) & mask);
    const next = (at & ~(edge * edge - 1)) | ((at + edge) & (edge * edge - 1));
    data[at] = 0.86 * white[at] + 0.36 * white[right] + 0.36 * white[next];
  }
}

export const shapeCellMm = 4;
export const textureCellMm = 4;
