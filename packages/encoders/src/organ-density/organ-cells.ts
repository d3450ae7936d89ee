import { mapTriple, type OrganVolume, type Triple } from '@totalfm/core';
import { noFlips, type Flips } from '@totalfm/networks';

/** How cells of 2 × 2 × 2 voxels lie over a volume. */
export interface CellLayout {
  readonly flips: Flips;
  /** Voxels that the first cell reaches beyond the volume’s first, by axis. */
  readonly offset: Triple;
  /** Cells along each axis. */
  readonly size: Triple;
}

/** Cells of a volume, x fastest. */
export interface OrganCells {
  readonly size: Triple;
  /** 1 for cells that lie inside of the organ. */
  readonly inside: Uint8Array;
  /** Sum of the HU of a cell’s voxels that are the organ’s. */
  readonly sums: Int32Array;
}

/** Cells from the volume’s first voxel on; what is left over at its far faces is in none. */
const fromFirstVoxel = ({ size }: OrganVolume): CellLayout => ({
  flips: noFlips,
  offset: [0, 0, 0],
  size: mapTriple(size, (n) => Math.max(1, n >> 1)),
});

/** A volume without a mask is all organ. */
export function organCells(volume: OrganVolume, layout: CellLayout = fromFirstVoxel(volume)): OrganCells {
  const { hu, mask, size } = volume;
  const { flips, offset, size: cells } = layout;
  const counts = new Uint8Array(cells[0] * cells[1] * cells[2]);
  const sums = new Int32Array(counts.length);
  const cellOf = (axis: 0 | 1 | 2) =>
    Int32Array.from({ length: size[axis] }, (_, at) => ((flips[axis] ? size[axis] - 1 - at : at) + offset[axis]) >> 1);
  const [columns, rows, slices] = [cellOf(0), cellOf(1), cellOf(2)];
  for (let z = 0, voxel = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      if (slices[z] >= cells[2] || rows[y] >= cells[1]) {
        voxel += size[0];
        continue;
      }
      const first = cells[0] * (rows[y] + cells[1] * slices[z]);
      for (let x = 0; x < size[0]; x++, voxel++) {
        if ((mask && mask[voxel] === 0) || columns[x] >= cells[0]) continue;
        counts[first + columns[x]]++;
        sums[first + columns[x]] += hu[voxel];
      }
    }
  }
  return { size: cells, inside: insideOf(counts, cells), sums };
}

/**
 * 1 for cells that are all the organ’s, and whose six neighbours are so by half at least: boundary voxels share their HU with what lies
 * outside. Beyond the volume counts as organ.
 */
function insideOf(counts: Uint8Array, [nx, ny, nz]: Triple): Uint8Array {
  const inside = new Uint8Array(counts.length);
  const slice = nx * ny;
  for (let z = 0, cell = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, cell++) {
        if (counts[cell] < 8) continue;
        if ((x > 0 && counts[cell - 1] < 4) || (x < nx - 1 && counts[cell + 1] < 4)) continue;
        if ((y > 0 && counts[cell - nx] < 4) || (y < ny - 1 && counts[cell + nx] < 4)) continue;
        if ((z > 0 && counts[cell - slice] < 4) || (z < nz - 1 && counts[cell + slice] < 4)) continue;
        inside[cell] = 1;
      }
    }
  }
  return inside;
}
