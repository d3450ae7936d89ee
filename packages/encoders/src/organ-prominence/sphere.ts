import type { Triple } from '@totalfm/core';

/** Points of a sphere, however small voxels are. */
const POINTS = 128;

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Directions all over the sphere (Fibonacci’s spiral), such that any few that follow one another are far apart. */
const directions: readonly Triple[] = Array.from({ length: POINTS }, (_, n): Triple => {
  const point = (n * 37) % POINTS;
  const z = 1 - (2 * point + 1) / POINTS;
  const across = Math.sqrt(1 - z * z);
  return [across * Math.cos(GOLDEN * point), across * Math.sin(GOLDEN * point), z];
});

const diagonal = Math.sqrt(1 / 3);
const ends: readonly Triple[] = [
  ...([0, 1, 2] as const).flatMap((axis) =>
    [-1, 1].map((sign): Triple => [axis === 0 ? sign : 0, axis === 1 ? sign : 0, axis === 2 ? sign : 0]),
  ),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(
    (corner): Triple => [
      corner & 1 ? diagonal : -diagonal,
      corner & 2 ? diagonal : -diagonal,
      corner & 4 ? diagonal : -diagonal,
    ],
  ),
];

/** Steps in voxels from the middle of a sphere to the voxels that it meets, each once. */
export const sphereOf = (radiusMm: number, edgeMm: Triple, strides: Triple): Int32Array =>
  Int32Array.from(new Set(stepsTo(directions, radiusMm, edgeMm, strides)));

/** The same to its ends along the axes and the diagonals of a cube: 14, some perhaps alike. */
export const axesOf = (radiusMm: number, edgeMm: Triple, strides: Triple): Int32Array =>
  Int32Array.from(stepsTo(ends, radiusMm, edgeMm, strides));

const stepsTo = (to: readonly Triple[], radiusMm: number, edgeMm: Triple, strides: Triple): readonly number[] =>
  to.map((direction) =>
    direction.reduce((step, share, axis) => step + strides[axis] * Math.round((share * radiusMm) / edgeMm[axis]), 0),
  );
