import type { LabelMap } from '@totalfm/core';
import { labelBoxes } from '@totalfm/imaging';

/** Millilitres of every structure that a label map shows, by name. */
export function structureVolumes({ volume, names }: LabelMap): Readonly<Record<string, number>> {
  const { spacing } = volume;
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const boxes = labelBoxes(volume);
  return Object.fromEntries(
    [...names].flatMap(([label, name]) => {
      const box = boxes.get(label);
      return box ? [[name, Number((box.voxels * voxelMl).toFixed(3))]] : [];
    }),
  );
}
