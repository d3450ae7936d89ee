import { bodyKnowledge } from '@totalfm/anatomy';
import { partName, type MaskDoubt, type OrganPartStructures, type Warn } from '@totalfm/core';
import { measureStructures, suspectCt, suspectMasks } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
import type { UprightScan } from './upright-scan.ts';

const fix = 'Look at the exam, and at its label map. Pairs of doubted masks are kept and scored, and not trained on.';

/** Tells what is odd about a CT and its masks, and gives the reasons to doubt each part, by the part's name. */
export function doubtMasks(
  { ct, labelMap, boxes, asRead }: UprightScan,
  parts: readonly OrganPartStructures[],
  warn?: Warn,
): ReadonlyMap<string, readonly MaskDoubt[]> {
  const measures = measureStructures(ct, labelMap, boxes);
  const { scan, faults } = suspectMasks(measures, bodyKnowledge);
  const ofCt = suspectCt(asRead);
  const isOdd = [...ofCt, ...scan].some(({ mild }) => !mild);
  for (const { message } of ofCt) warn?.(pairErrors.TFM_CT_SUSPECT({ fix, message }).toJSON());
  for (const { message } of [...scan, ...faults]) warn?.(pairErrors.TFM_LABELS_SUSPECT({ fix, message }).toJSON());
  return new Map(
    parts.map((part): [string, MaskDoubt[]] => {
      const own = faults.filter(({ structure }) => part.structures !== 'scan' && part.structures.includes(structure));
      return [partName(part), [...new Set([...(isOdd ? (['scan'] as const) : []), ...own.map(({ kind }) => kind)])]];
    }),
  );
}
