import { mapTriple, type StructureMeasure, type Triple } from '@totalfm/core';

interface Crop {
  /** Structure numbers on the volume's grid, x fastest. */
  readonly labels: ArrayLike<number>;
  readonly size: Triple;
  readonly voxelMm: Triple;
}

/** The structures of a crop by their names, in the order of their numbers; thickness of those that are the organ's `own`. */
export function measureStructures(
  { labels, size, voxelMm }: Crop,
  names: ReadonlyMap<number, string>,
  own: readonly number[],
): readonly StructureMeasure[] {
  const counts = countLabels(labels);
  const shadows = castShadows({ labels, size, voxelMm }, own);
  const voxelMl = (voxelMm[0] * voxelMm[1] * voxelMm[2]) / 1000;
  return [...counts.keys()].flatMap((number): StructureMeasure[] => {
    const structure = names.get(number);
    if (counts[number] === 0 || structure === undefined) return [];
    const ml = rounded(counts[number] * voxelMl);
    const shadow = shadows.get(number);
    if (!shadow) return [{ structure, ml }];
    return [
      {
        structure,
        ml,
        thicknessMm: mapTriple(shadow, (cast, axis) => rounded((counts[number] / cast) * voxelMm[axis])),
      },
    ];
  });
}

/** Hundredths: what lies beyond is the grid's. */
const rounded = (value: number) => Math.round(100 * value) / 100;

function countLabels(labels: ArrayLike<number>): Uint32Array {
  let counts = new Uint32Array(256);
  for (let voxel = 0; voxel < labels.length; voxel++) {
    const label = labels[voxel];
    if (label >= counts.length) {
      const more = new Uint32Array(2 * label);
      more.set(counts);
      counts = more;
    }
    counts[label]++;
  }
  return counts;
}

/** For each of some structures the lines along x, y and z that meet it. */
function castShadows({ labels, size: [nx, ny, nz] }: Crop, own: readonly number[]): ReadonlyMap<number, Triple> {
  const places = new Map(own.map((number, place) => [number, place]));
  const planes = [
    new Uint8Array(own.length * ny * nz),
    new Uint8Array(own.length * nx * nz),
    new Uint8Array(own.length * nx * ny),
  ];
  for (let z = 0, voxel = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, voxel++) {
        const label = labels[voxel];
        if (label === 0) continue;
        const place = places.get(label);
        if (place === undefined) continue;
        planes[0][y + ny * (z + nz * place)] = 1;
        planes[1][x + nx * (z + nz * place)] = 1;
        planes[2][x + nx * (y + ny * place)] = 1;
      }
    }
  }
  const lit = (plane: Uint8Array, place: number) => {
    const length = plane.length / own.length;
    return plane.subarray(place * length, (place + 1) * length).reduce((sum, one) => sum + one, 0);
  };
  return new Map(
    own.map((number, place) => [number, [lit(planes[0], place), lit(planes[1], place), lit(planes[2], place)]]),
  );
}
