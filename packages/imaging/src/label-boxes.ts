import type { Triple, Volume } from '@totalfm/core';
import type { Box } from './box.ts';
import { imagingErrors } from './errors.ts';
import { labelRuns } from './labels/label-runs.ts';

export interface LabelBox extends Box {
  readonly voxels: number;
}

/** Above this a label map is a CT by mistake. */
const HIGHEST_LABEL = 65535;

/** The bounding box and voxel count of every label but 0. Throws `TFM_LABELS_INVALID`. */
export function labelBoxes(
  { data, size }: Volume,
  { start, end, first } = labelRuns(data, size),
): ReadonlyMap<number, LabelBox> {
  // minX, minY, minZ, maxX, maxY, maxZ and count of each label in a row of seven.
  const rows = new Map<number, Int32Array>();
  const [nx, ny, nz] = size;
  let current = 0;
  let row: Int32Array = new Int32Array(7);
  for (let line = 0; line < ny * nz; line++) {
    const [j, k] = [line % ny, Math.floor(line / ny)];
    for (let run = first[line]; run < first[line + 1]; run++) {
      const label = data[start[run]];
      if (label !== current) {
        row = rows.get(label) ?? addRow(rows, label, size);
        current = label;
      }
      const [from, to] = [start[run] - line * nx, end[run] - line * nx];
      if (from < row[0]) row[0] = from;
      if (to - 1 > row[3]) row[3] = to - 1;
      if (j < row[1]) row[1] = j;
      if (j > row[4]) row[4] = j;
      if (k < row[2]) row[2] = k;
      row[5] = k;
      row[6] += to - from;
    }
  }
  const boxes = [...rows].sort(([a], [b]) => a - b);
  return new Map(
    boxes.map(([label, r]) => [
      label,
      { start: [r[0], r[1], r[2]], end: [r[3] + 1, r[4] + 1, r[5] + 1], voxels: r[6] },
    ]),
  );
}

function addRow(rows: Map<number, Int32Array>, label: number, size: Triple): Int32Array {
  if (!Number.isInteger(label) || label < 0 || label > HIGHEST_LABEL) {
    throw imagingErrors.TFM_LABELS_INVALID({
      message: `The label map holds the value ${label}; labels are whole numbers from 0 to ${HIGHEST_LABEL}.`,
      fix: 'Check that the segmentation and the CT are not swapped, and that the label map was not interpolated.',
    });
  }
  const row = Int32Array.of(...size, -1, -1, -1, 0);
  rows.set(label, row);
  return row;
}
