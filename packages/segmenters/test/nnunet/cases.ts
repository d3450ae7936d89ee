import type { Triple, Volume } from '@totalfm/core';

/** An image made by a formula of whole numbers, so that Python and CI see the same voxels; and how its plans differ. */
export interface ReferenceCase {
  readonly name: string;
  /** (z, y, x), as nnU-Net counts. */
  readonly shape: Triple;
  readonly spacing: Triple;
  readonly changes: { readonly plans?: object; readonly configuration?: object };
}

export const referenceCases: readonly ReferenceCase[] = [
  // Larger than a window along every axis, another spacing.
  { name: 'windows', shape: [44, 60, 66], spacing: [3.5, 2.5, 2], changes: {} },
  // A coarse axis is resampled apart from the others; the image is smaller than a window along it.
  { name: 'coarse', shape: [11, 64, 70], spacing: [9, 1.9, 1.4], changes: {} },
  {
    name: 'transposed',
    shape: [40, 50, 37],
    spacing: [2.5, 2.2, 3.1],
    changes: { plans: { transpose_forward: [2, 0, 1], transpose_backward: [1, 2, 0] } },
  },
];

/** Balls of several HU in air, within a frame of zeros that is cropped away, with a grain of ± 20 HU. */
export function referenceVolume({ shape, spacing }: ReferenceCase): Volume<Int16Array> {
  const [nz, ny, nx] = shape;
  const data = new Int16Array(nx * ny * nz);
  const balls = [-200, 60, 500, 120, -90, 300].map((hu, i) => ({
    hu,
    centre: [((2 * i + 3) * nz) / 16, ((5 * i + 4) % 13) / 13, ((7 * i + 5) % 11) / 11] as const,
    radius: 9 + 2 * i,
  }));
  let at = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, at++) {
        if (z === 0 || y < 2 || x >= nx - 3) continue;
        const grain = ((x * 7 + y * 13 + z * 29) % 41) - 20;
        const inside = balls.find(({ centre: [cz, cy, cx], radius }) => {
          const [dz, dy, dx] = [(z - cz) * spacing[0], (y - cy * ny) * spacing[1], (x - cx * nx) * spacing[2]];
          return dz * dz + dy * dy + dx * dx < (radius * 2) ** 2;
        });
        data[at] = (inside?.hu ?? -900) + grain;
      }
  return {
    data,
    size: [nx, ny, nz],
    spacing: [spacing[2], spacing[1], spacing[0]],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}
