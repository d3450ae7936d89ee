import type { Volume, Warn } from '@totalfm/core';
import { describeGrid, labelsOnGrid } from '@totalfm/imaging';
import { segmenterErrors } from '../errors.ts';

/** Of the labelled voxels, how many may lie outside of the CT: an organ's rim, at another spacing. */
const MOST_LOST = 0.02;

/**
 * A label map on the grid of its CT: reoriented where it is the same lattice, else by nearest neighbour, which is told.
 * Throws `TFM_SEGMENTATION_GRID` where it cannot be a map of this CT.
 */
export function onGridOf(ct: Volume, labels: Volume, exam: string, warn?: Warn): Volume {
  const { volume, how, lost } = labelsOnGrid(labels, ct);
  if (how === 'same') return volume;
  const grids = `The label map of ${exam} has ${describeGrid(labels)}; its CT has ${describeGrid(ct)}`;
  if (lost > MOST_LOST || isMoved(labels, ct)) {
    throw segmenterErrors.TFM_SEGMENTATION_GRID({
      exam,
      message: `${grids}${lost > MOST_LOST ? `, and ${Math.round(100 * lost)} % of its labels lie outside` : ': the same but moved, so that one of both is wrong'}.`,
      fix: 'Segment this CT again, or put the header of the label map right.',
    });
  }
  const told = segmenterErrors.TFM_SEGMENTATION_RESAMPLED({
    exam,
    message: `${grids}. It was resampled by nearest neighbour.`,
    fix: 'Nothing, if it was made on another grid of the same scan; else segment this CT.',
  });
  warn?.(told.toJSON());
  return volume;
}

/** As many voxels of the same size, elsewhere: a header that lost its origin or its axes, not another grid of the scan. */
function isMoved(a: Volume, b: Volume): boolean {
  return (
    a.size.every((edge, axis) => edge === b.size[axis]) &&
    a.spacing.every((step, axis) => Math.abs(step - b.spacing[axis]) < 1e-3 * step)
  );
}
