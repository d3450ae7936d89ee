import { voxelCount, type Triple } from '@totalfm/core';
import type { Grid } from '../grid.ts';
import { createGrid } from '../grid.ts';
import { shapeCellMm, shapeNoise, textureCellMm, textureNoise } from '../noise.ts';

/** The image and label map in the making. */
export interface Canvas {
  readonly grid: Grid;
  /** HU, unrounded and without noise. */
  readonly hu: Float32Array;
  /** Structure numbers. */
  readonly labels: Uint8Array;
  /** Texture and label-edge noise of this exam, by axis: cell indices into the noise cubes. */
  readonly texture: NoiseReader;
  readonly labelEdge: NoiseReader;
  /** 0: labels stop where an organ fills half a voxel. 1: they stray by up to about half a voxel, slowly. */
  readonly maskNoise: number;
}

/** A noise cube seen from the grid: value of voxel (i, j, k) is `data[x[i] + y[j] + z[k]]`. */
export interface NoiseReader {
  readonly data: Float32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
}

export function createCanvas(spacing: Triple, noiseAt: Triple, maskNoise: number): Canvas {
  const grid = createGrid(spacing);
  const voxels = voxelCount(grid.size);
  return {
    grid,
    hu: new Float32Array(voxels),
    labels: new Uint8Array(voxels),
    texture: readNoise(grid, textureNoise(), textureCellMm, noiseAt),
    labelEdge: readNoise(grid, shapeNoise(), shapeCellMm, noiseAt),
    maskNoise,
  };
}

export function readNoise(
  grid: Grid,
  { data, edge }: { data: Float32Array; edge: number },
  cellMm: number,
  at: Triple,
): NoiseReader {
  const cells = (axis: Float64Array, a: number) =>
    Int32Array.from(axis, (mm) => (Math.floor((mm + at[a] + 4096) / cellMm) & (edge - 1)) * edge ** a);
  return { data, x: cells(grid.x, 0), y: cells(grid.y, 1), z: cells(grid.z, 2) };
}
