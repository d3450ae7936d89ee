import type { OrganVolume } from '@totalfm/core';
import { outlinePath } from './mask-outline.ts';
import { pngDataUri } from './png.ts';
import { eachPixel, organCentre, slicePicture, windowFor } from './slices.ts';

/** An axial slice of an organ volume as a page shows it. */
export interface OrganSlice {
  /** From 0 at the feet. */
  readonly slice: number;
  /** Pixels along each side. */
  readonly edge: number;
  /** Grey PNG as a data URI: as radiologists look at it, at true proportions. */
  readonly png: string;
  /** Rim of the organ's mask as an SVG path in pixels; empty where the slice shows none of it. */
  readonly outline: string;
}

/** How much may be shown of a range of slices. */
export interface SliceLimits {
  /** Along each side of a picture. */
  readonly pixels: number;
  readonly slices: number;
}

/** A few small pictures for each statement: what a page of many exams can hold. */
const few: SliceLimits = { pixels: 48, slices: 3 };

/**
 * Axial slices of an organ volume, from the first to the last of a range, spread evenly over it where it has many; without a range
 * the one through the organ's centre.
 */
export function organSlices(
  volume: OrganVolume,
  range?: readonly [first: number, last: number],
  limits: Partial<SliceLimits> = {},
): OrganSlice[] {
  const { pixels, slices } = { ...few, ...limits };
  const centre = organCentre(volume);
  const window = windowFor(volume);
  const edge = Math.min(pixels, Math.max(volume.size[0], volume.size[1]));
  const within = (slice: number) => Math.min(Math.max(slice, 0), volume.size[2] - 1);
  const [first, last] = (range ?? [centre[2], centre[2]]).map(within);
  // However tall the organ is, its axial slices fill their pictures.
  const axial = { ...volume, extentMm: [volume.extentMm[0], volume.extentMm[1], 0] as const };
  return spread(first, Math.max(first, last), slices).map((slice) => {
    const view = { centre: [centre[0], centre[1], slice] as const, window, edge };
    return {
      slice,
      edge,
      png: pngDataUri([slicePicture(axial, 'axial', view)]),
      outline: maskOutline(axial, view),
    };
  });
}

/** Whole numbers from first to last, at most so many. */
function spread(first: number, last: number, most: number): number[] {
  const count = Math.min(most, last - first + 1);
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? (first + last) >> 1 : Math.round(first + (index * (last - first)) / (count - 1)),
  );
}

function maskOutline(volume: OrganVolume, view: Pick<Parameters<typeof slicePicture>[2], 'centre' | 'edge'>): string {
  const { mask, size } = volume;
  if (!mask) return '';
  const inside = new Uint8Array(view.edge * view.edge);
  const nearest = (position: number, axis: number) => Math.min(Math.max(Math.round(position), 0), size[axis] - 1);
  eachPixel(volume, 'axial', view, (pixel, at) => {
    const [x, y, z] = at.map(nearest);
    inside[pixel] = mask[x + size[0] * (y + size[1] * z)];
  });
  return outlinePath(inside, view.edge);
}
