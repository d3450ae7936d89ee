import { partName, type OrganCut, type VolumeRow } from '@totalfm/core';

/** The row of an organ volume that was cut out of an exam, by the label map of a segmenter. */
export function volumeRow(
  exam: string,
  { volume, cutBy, doubts, sourceSpacing, originMm, phase }: OrganCut,
  segmenter: string,
): VolumeRow {
  const { organ, side, size, extentMm, organExtentMm, organMl, structures } = volume;
  return {
    key: `${exam}/${partName(volume)}`,
    exam,
    organ,
    ...(side && { side }),
    size,
    extentMm,
    organExtentMm,
    organMl,
    ...(structures && { structures }),
    cutBy,
    doubts,
    sourceSpacing,
    ...(originMm && { originMm }),
    ...(phase && { phase }),
    segmenter,
  };
}
