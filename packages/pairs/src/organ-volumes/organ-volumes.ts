import {
  organParts,
  partName,
  wholeExam,
  type AnatomyStructures,
  type OrganCut,
  type OrganPartStructures,
  type VolumeCutter,
} from '@totalfm/core';
import { cutOrgans } from './cut-organs.ts';
import { doubtMasks } from './doubt-masks.ts';
import type { OrganVolumesOptions } from './options.ts';
import { scanPhase } from './scan-phase.ts';
import { uprightScan } from './upright-scan.ts';

const examPart: OrganPartStructures = { organ: wholeExam, structures: 'scan' };

/** Cuts organs and sides, or with `unit: exam` one volume of the whole scan: CT-CLIP's idea, for comparison. */
export function createOrganVolumes(anatomy: AnatomyStructures, options: OrganVolumesOptions): VolumeCutter {
  const parts = options.unit === 'organ' ? organParts(anatomy.organs) : [examPart];
  return {
    size: options.size,
    async cut(ct, labelMap, { signal, warn } = {}) {
      const scan = uprightScan(ct, labelMap);
      const cuts = cutOrgans(scan, parts, options, signal);
      const doubts = doubtMasks(scan, parts, warn);
      const phase = scanPhase(scan);
      return cuts.map(
        (cut): OrganCut => ({
          ...cut,
          doubts: doubts.get(partName(cut.volume)) ?? [],
          ...(phase && { phase }),
        }),
      );
    },
  };
}
