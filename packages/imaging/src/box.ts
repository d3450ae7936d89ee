import {
  mapTriple,
  voxelCount,
  voxelToWorld,
  type ScanEdge,
  type Triple,
  type Volume,
  type VoxelArray,
} from '@totalfm/core';

/** A block of voxels: from `start` up to, not including, `end`. */
export interface Box {
  readonly start: Triple;
  readonly end: Triple;
}

export const wholeBox = (size: Triple): Box => ({ start: [0, 0, 0], end: size });

export const boxSize = ({ start, end }: Box): Triple => mapTriple(end, (edge, axis) => edge - start[axis]);

/** Millimetres from the first voxel's outer face to the last one's. */
export function boxExtentMm(box: Box, spacing: Triple): Triple {
  return mapTriple(boxSize(box), (edge, axis) => edge * spacing[axis]);
}

/** The smallest box around both. */
export function joinBoxes(a: Box, b: Box): Box {
  const merge = (pick: (x: number, y: number) => number, x: Triple, y: Triple): Triple =>
    mapTriple(x, (value, axis) => pick(value, y[axis]));
  return { start: merge(Math.min, a.start, b.start), end: merge(Math.max, a.end, b.end) };
}

/** The box grown by at least `marginMm` on every side, and to at least `minExtentMm` around its centre, within the volume. */
export function growBox(
  box: Box,
  { size, spacing }: Pick<Volume, 'size' | 'spacing'>,
  marginMm: number,
  minExtentMm: Triple = [0, 0, 0],
): Box {
  const edges = ([0, 1, 2] as const).map((axis) => {
    const voxels = box.end[axis] - box.start[axis];
    const missing = Math.ceil(minExtentMm[axis] / spacing[axis] - 1e-6) - voxels;
    const grow = Math.max(Math.ceil(marginMm / spacing[axis] - 1e-6), Math.ceil(missing / 2), 0);
    return [Math.max(0, box.start[axis] - grow), Math.min(size[axis], box.end[axis] + grow)];
  });
  return { start: [edges[0][0], edges[1][0], edges[2][0]], end: [edges[0][1], edges[1][1], edges[2][1]] };
}

/** The voxels of a box as a volume of their own; every voxel keeps its place in the patient. */
export function crop<Data extends VoxelArray>(volume: Volume<Data>, box: Box): Volume<Data> {
  const { data, size } = volume;
  const cut = boxSize(box);
  const [nx, ny, nz] = cut;
  const out = new (data.constructor as new (length: number) => Data)(voxelCount(cut));
  for (let k = 0, to = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++, to += nx) {
      const from = box.start[0] + size[0] * (box.start[1] + j + size[1] * (box.start[2] + k));
      out.set(data.subarray(from, from + nx), to);
    }
  }
  return { ...volume, data: out, size: cut, origin: voxelToWorld(volume, box.start) };
}

/** Faces of a canonical (LPS) volume that a box touches: an organ that reaches one may go on beyond it. */
export function touchedEdges({ start, end }: Box, size: Triple): readonly ScanEdge[] {
  const edges: ScanEdge[] = [];
  if (start[0] === 0) edges.push('right');
  if (end[0] === size[0]) edges.push('left');
  if (start[1] === 0) edges.push('anterior');
  if (end[1] === size[1]) edges.push('posterior');
  if (start[2] === 0) edges.push('inferior');
  if (end[2] === size[2]) edges.push('superior');
  return edges;
}
