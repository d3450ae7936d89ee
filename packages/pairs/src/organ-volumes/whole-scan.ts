import { wholeExam, type OrganPartStructures, type Volume } from '@totalfm/core';
import { boxExtentMm, wholeBox } from '@totalfm/imaging';

/** The whole scan as a part. */
export const examPart: OrganPartStructures = { organ: wholeExam, structures: 'scan' };

/** How large a scan is: what stands for an organ's size in the volume of a whole scan. */
export function scanMeasures({ size, spacing }: Volume) {
  const organExtentMm = boxExtentMm(wholeBox(size), spacing);
  return { organExtentMm, organMl: organExtentMm.reduce((product, mm) => product * mm, 1) / 1000 };
}
