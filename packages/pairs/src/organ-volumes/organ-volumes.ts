import { organParts, type AnatomyStructures, type VolumeCutter } from '@totalfm/core';
import { cutOrgans } from './cut-organs.ts';
import { examined } from './examined.ts';
import type { OrganVolumesOptions } from './options.ts';
import { uprightScan } from './upright-scan.ts';
import { examPart } from './whole-scan.ts';

/** Cuts organs and sides, or with `unit: exam` one volume of the whole scan: CT-CLIP's idea, for comparison. */
export function createOrganVolumes(anatomy: AnatomyStructures, options: OrganVolumesOptions): VolumeCutter {
  const parts = options.unit === 'organ' ? organParts(anatomy.organs) : [examPart];
  return {
    size: options.size,
    async cut(ct, labelMap, { signal, warn } = {}) {
      const scan = uprightScan(ct, labelMap);
      return examined(scan, parts, cutOrgans(scan, parts, options, signal), warn);
    },
  };
}
