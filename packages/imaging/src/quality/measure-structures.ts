import { voxelCount, type LabelMap, type Triple, type Volume } from '@totalfm/core';
import { touchedEdges, type Box } from '../box.ts';
import { voxelToWorld } from '../geometry.ts';
import { labelBoxes } from '../label-boxes.ts';
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
}

/**
 * Measures every structure that has a name, in the order of numbers. Both volumes share a grid. Throws
 * `TFM_LABELS_INVALID` where values are no labels.
 */
export function measureStructures(ct: Volume, { volume, names }: LabelMap): ReadonlyMap<string, StructureMeasure> {
  const boxes = labelBoxes(volume);
  const highest = Math.max(0, ...boxes.keys());
  const sums = sumsByLabel(ct, volume, highest);
  const voxelMm3 = volume.spacing[0] * volume.spacing[1] * volume.spacing[2];
  const measures = new Map<string, StructureMeasure>();
  for (const [label, { voxels, start, end }] of boxes) {
    const name = names.get(label);
    if (name === undefined) continue;
    const middle = (axis: number) => sums[axis + 1][label] / voxels;
    const centreMm = voxelToWorld(volume, [middle(0), middle(1), middle(2)]);
    const box = { start, end };
    const edges = edgesOf(box, volume);
    measures.set(name, {
      label,
      voxels,
      volumeMm3: voxels * voxelMm3,
      meanHu: sums[0][label] / sums[4][label],
      centreMm,
      box,
      edges,
    });
  }
  return measures;
}

/** Sums of HU, i, j and k by label, and how many HU are numbers. */
function sumsByLabel(ct: Volume, { data, size }: Volume, highest: number): readonly Float64Array[] {
  const [hu, is, js, ks, finite] = Array.from({ length: 5 }, () => new Float64Array(highest + 1));
  const values = ct.data;
  if (values.length !== voxelCount(size)) throw new RangeError('A CT and its label map share a grid.');
  for (let k = 0, voxel = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; ) {
        const label = data[voxel];
        if (label === 0) {
          i++;
          voxel++;
          continue;
        }
        const first = i;
        let [sum, numbers] = [0, 0];
        do {
          const value = values[voxel];
          if (Math.abs(value) < Infinity) {
            sum += value;
            numbers++;
          }
          i++;
          voxel++;
        } while (i < size[0] && data[voxel] === label);
        const run = i - first;
        hu[label] += sum;
        finite[label] += numbers;
        is[label] += (run * (first + i - 1)) / 2;
        js[label] += run * j;
        ks[label] += run * k;
      }
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
