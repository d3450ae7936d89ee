import type { Canvas } from './canvas.ts';
import type { Field } from './field.ts';

/** What fills a shape. */
export interface Material {
  readonly hu: number;
  /** Deviation of its fine texture in HU. */
  readonly grain?: number;
  /** Structure number. Undefined: labels stay as they are; 0: they are cleared. */
  readonly label?: number;
  /** The surface moved outwards (inwards when negative), in millimetres. */
  readonly grow?: number;
  /** Paint only on voxels with one of these structure numbers. */
  readonly onto?: readonly number[];
  /** Millimetres over which the edge fades; a voxel where undefined. */
  readonly softMm?: number;
  /** Gas lies anterior to (y below) this level: an air–fluid level of a patient on the back. */
  readonly gasAbove?: number;
  /** Share of the tissue that it replaces, 0–1. */
  readonly opacity?: number;
}

export const gasHu = -980;

/** Paints the inside of a field, blending by how much of each voxel it fills. */
export function paint(canvas: Canvas, field: Field, material: Material): void {
  const { grid, hu, labels, texture, labelEdge, maskNoise } = canvas;
  const { hu: value, grain = 0, label, grow = 0, onto, softMm = 0, gasAbove = -1e9, opacity = 1 } = material;
  const { low, high, distance } = field;
  const width = 1 / Math.max(grid.edgeMm, softMm);
  const allowed = onto && allow(onto);
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      const textureRow = texture.y[j] + texture.z[k];
      const edgeRow = labelEdge.y[j] + labelEdge.z[k];
      const base = grid.y[j] < gasAbove ? gasHu : value;
      const fine = base === value ? grain : 0;
      for (let i = low[0], voxel = low[0] + grid.size[0] * (j + grid.size[1] * k); i < high[0]; i++, at++, voxel++) {
        let share = 0.5 + (grow - distance[at]) * width;
        if (share <= 0) continue;
        if (allowed && allowed[labels[voxel]] === 0) continue;
        if (share > 1) share = 1;
        if (label !== undefined && share > 0.5 + 0.3 * maskNoise * labelEdge.data[labelEdge.x[i] + edgeRow])
          labels[voxel] = label;
        share *= opacity;
        const target = fine > 0 ? base + fine * texture.data[texture.x[i] + textureRow] : base;
        hu[voxel] += share * (target - hu[voxel]);
      }
    }
  }
}

/** A table by structure number: 1 where it is listed. */
export function allow(labels: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const label of labels) table[label] = 1;
  return table;
}
