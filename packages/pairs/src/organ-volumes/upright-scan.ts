import { sameGrid, type LabelMap, type Volume } from '@totalfm/core';
import { describeGrid, labelBoxes, reorient, type LabelBox } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';

/** A CT and its label map on one grid, whose axes run to the patient's left, posterior and superior. */
export interface UprightScan {
  readonly ct: Volume;
  /** The CT with its slices in the order that its file has them in, and what the file says of it. */
  readonly asRead: Volume;
  readonly labelMap: LabelMap;
  /** Of every label of the map. */
  readonly boxes: ReadonlyMap<number, LabelBox>;
}

/** Throws `TFM_VOLUMES_GRID` where the two do not share a grid, and `TFM_LABELS_INVALID` where values are no labels. */
export function uprightScan(ct: Volume, labelMap: LabelMap): UprightScan {
  if (!sameGrid(ct, labelMap.volume)) {
    throw pairErrors.TFM_VOLUMES_GRID({
      message: `The label map has ${describeGrid(labelMap.volume)}; the CT has ${describeGrid(ct)}.`,
      fix: 'Resample the label map to the CT’s grid by nearest neighbour, or segment the CT again.',
    });
  }
  const volume = reorient(labelMap.volume);
  return { ct: reorient(ct), asRead: ct, labelMap: { ...labelMap, volume }, boxes: labelBoxes(volume) };
}
