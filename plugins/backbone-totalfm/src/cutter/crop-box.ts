import type { Triple } from '@totalfm/core';
import type { Box } from '@totalfm/imaging';
import type { TotalFmVolumesOptions } from './options.ts';

/**
 * The crop around an organ's box: its own slices, and along x and y as many voxels as it has, but at least `narrowest` and at most
 * `widest`, around its middle. A crop that would leave the scan is moved into it, or is the scan's whole width.
 */
export function cropBox(
  { start, end }: Box,
  size: Triple,
  { narrowest, widest }: Pick<TotalFmVolumesOptions, 'narrowest' | 'widest'>,
): Box {
  const along = (axis: 0 | 1): readonly [number, number] => {
    const length = Math.min(Math.max(end[axis] - start[axis], narrowest), widest, size[axis]);
    const centred = Math.floor((start[axis] + end[axis] - length) / 2);
    const from = Math.min(Math.max(0, centred), size[axis] - length);
    return [from, from + length];
  };
  const [x, y] = [along(0), along(1)];
  return { start: [x[0], y[0], start[2]], end: [x[1], y[1], end[2]] };
}
