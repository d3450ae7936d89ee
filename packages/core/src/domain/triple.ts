/** Three numbers along the volume's own axes, x (fastest) first. */
export type Triple = readonly [number, number, number];

/** Voxels of a volume of this size. */
export const voxelCount = ([x, y, z]: Triple): number => x * y * z;

/** A number for each axis, from what there is of each. */
export const mapTriple = <T>(values: readonly [T, T, T], of: (value: T, axis: number) => number): Triple => [
  of(values[0], 0),
  of(values[1], 1),
  of(values[2], 2),
];
