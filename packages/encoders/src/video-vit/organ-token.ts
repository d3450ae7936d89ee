import type * as tf from '@tensorflow/tfjs';
import {
  organParts,
  partName,
  wholeExam,
  type AnatomyStructures,
  type OrganPart,
  type OrganVolume,
  type ParameterSpec,
  type Tensors,
} from '@totalfm/core';
import { tableSpec } from '@totalfm/compute';
import { encoderErrors } from '../errors.ts';
import { mapByOrgan } from '../map-by-organ.ts';

/** Names of all organ parts of the experiment, in its order: the rows of the organ token's table. */
export function organPartNames(organs: AnatomyStructures['organs']): readonly string[] {
  return organParts(organs).map(partName);
}

/** The crop's three extents, the organ's three extents and its volume; the eighth is constant. */
export const SCALE_FEATURES = 8;

/** What a crop's extents, an organ's extents (mm) and its volume (ml) are about: the logarithms' centres. */
const scaleCentres = [120, 120, 120, 100, 100, 100, 150] as const;

/** Logarithms of millimetres and millilitres, centred and stretched so that a tenth of size is a visible step. */
export function scaleFeatures({ extentMm, organExtentMm, organMl }: OrganVolume): number[] {
  const values = [...extentMm, ...organExtentMm, organMl];
  return [...values.map((value, at) => 3 * (Math.log(Math.max(value, 1e-3)) - Math.log(scaleCentres[at]))), 1];
}

/** What the inputs `organ` and `scale` are, for whoever feeds an exported file. */
export const organNotes = (parts: readonly string[]) => ({
  organ: `Which part it is: ${parts.map((part, index) => `${index} ${part}`).join(', ')}. A whole scan is 0.`,
  scale: `Physical size, for each of ${scaleCentres.join(', ')}: 3 · ln(value / centre), value at least 0.001; the values are the crop’s extents x, y, z in mm, the extents of the mask’s own bounding box in mm, and the mask’s ml; and last a 1.`,
});

export function organTokenSpecs(parts: readonly string[], dim: number): Record<string, ParameterSpec> {
  // One linear map of the physical size for each organ: what is large for a kidney is small for a liver.
  return { 'organ/scale': tableSpec(parts.length, SCALE_FEATURES * dim, 0.3) };
}

/** [batch] part indices and [batch, 8] scale features → [batch, dim]. The constant feature is the organ's own vector. */
export const organToken = (parameters: Tensors, organ: tf.Tensor, scale: tf.Tensor): tf.Tensor =>
  mapByOrgan(parameters['organ/scale'], organ, scale);

/** A whole exam stands for all organs and never shares a model with single ones: it takes the first row of their table. */
export function partIndex(parts: readonly string[], part: OrganPart): number {
  if (part.organ === wholeExam) return 0;
  const index = parts.indexOf(partName(part));
  if (index < 0) {
    throw encoderErrors.TFM_VISION_ORGAN({
      organ: part.organ,
      message: `The vision encoder was built for ${parts.join(', ')}; it has no ${partName(part)}.`,
      fix: 'Add the organ to the experiment’s `organs` and train again, or leave this volume out.',
    });
  }
  return index;
}
