import { voxelToWorld, type LabelMap, type Triple, type Volume } from '@totalfm/core';
import { touchedEdges, type Box } from '../box.ts';
import { labelBoxes, type LabelBox } from '../label-boxes.ts';
import { labelPieces } from '../labels/label-pieces.ts';
import { labelRuns, type LabelRuns } from '../labels/label-runs.ts';
import { canonicalAxes } from '../reorient.ts';

/** What can be measured of one structure of a label map. */
export interface StructureMeasure {
  readonly label: number;
  readonly voxels: number;
  readonly volumeMm3: number;
  /** Mean over its voxels that are numbers; NaN where none is. */
  readonly meanHu: number;
  /** LPS millimetres of the mean of its voxels' centres. */
  readonly centreMm: Triple;
  /** In voxels of the label map. */
  readonly box: Box;
  /** Faces of the scan that it reaches. */
  readonly edges: ReturnType<typeof touchedEdges>;
  /** In how many pieces it is, where voxels that share a face are one piece. */
  readonly pieces: number;
  /** Share of its voxels that lie in the largest piece, above 0 and at most 1. */
  readonly largestShare: number;
}

/**
 * Measures every structure that has a name, in the order of numbers. Both volumes share a grid; `known` are the label
 * map’s boxes, where somebody has found them. Throws `TFM_LABELS_INVALID` where values are no labels.
 */
export function measureStructures(
  ct: Volume,
  { volume, names }: LabelMap,
  known?: ReadonlyMap<number, LabelBox>,
): ReadonlyMap<string, StructureMeasure> {
  const { data, size, spacing } = volume;
  const runs = labelRuns(data, size);
  const boxes = known ?? labelBoxes(volume, runs);
  const sums = sumsByLabel(ct, volume, runs, Math.max(0, ...boxes.keys()));
  const pieces = labelPieces(data, size, runs);
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  const measures = new Map<string, StructureMeasure>();
  for (const [label, { voxels, start, end }] of boxes) {
    const [name, found] = [names.get(label), pieces.get(label)];
    if (name === undefined || !found) continue;
    const middle = (axis: number) => sums[axis + 1][label] / voxels;
    const box = { start, end };
    measures.set(name, {
      label,
      voxels,
      volumeMm3: voxels * voxelMm3,
      meanHu: sums[0][label] / sums[4][label],
      centreMm: voxelToWorld(volume, [middle(0), middle(1), middle(2)]),
      box,
      edges: edgesOf(box, volume),
      pieces: found.pieces,
      largestShare: found.largestVoxels / voxels,
    });
  }
  return measures;
}

/** Sums of HU, i, j and k by label, and how many HU are numbers. */
function sumsByLabel(
  { data: values }: Volume,
  { data, size: [nx, ny, nz] }: Volume,
  { start, end, first }: LabelRuns,
  highest: number,
): readonly Float64Array[] {
  const [hu, is, js, ks, finite] = Array.from({ length: 5 }, () => new Float64Array(highest + 1));
  if (values.length !== data.length) throw new RangeError('A CT and its label map share a grid.');
  for (let line = 0; line < ny * nz; line++) {
    const j = line % ny;
    const k = (line - j) / ny;
    for (let run = first[line]; run < first[line + 1]; run++) {
      const label = data[start[run]];
      let [sum, numbers] = [0, 0];
      for (let voxel = start[run]; voxel < end[run]; voxel++) {
        const value = values[voxel];
        if (!(Math.abs(value) < Infinity)) continue;
        sum += value;
        numbers++;
      }
      const length = end[run] - start[run];
      hu[label] += sum;
      finite[label] += numbers;
      is[label] += (length * (start[run] + end[run] - 1 - 2 * line * nx)) / 2;
      js[label] += length * j;
      ks[label] += length * k;
    }
  }
  return [hu, is, js, ks, finite];
}

/** Faces in the patient's directions that a box reaches, whichever way the axes run. */
function edgesOf({ start, end }: Box, volume: Volume) {
  const { axes, flipped } = canonicalAxes(volume);
  const along = (pick: (axis: number, isFlipped: boolean) => number): Triple => [
    pick(axes[0], flipped[0]),
    pick(axes[1], flipped[1]),
    pick(axes[2], flipped[2]),
  ];
  const size = along((axis) => volume.size[axis]);
  const canonical = {
    start: along((axis, isFlipped) => (isFlipped ? volume.size[axis] - end[axis] : start[axis])),
    end: along((axis, isFlipped) => (isFlipped ? volume.size[axis] - start[axis] : end[axis])),
  };
  return touchedEdges(canonical, size);
}
