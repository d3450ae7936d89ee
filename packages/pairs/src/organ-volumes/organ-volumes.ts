import { didYouMean, organParts, type AnatomyStructures, type OrganPart, type VolumeCutter } from '@totalfm/core';
import { pairErrors } from '../errors.ts';
import { cutOrgans } from './cut-organs.ts';
import { examined } from './examined.ts';
import type { OrganVolumesOptions } from './options.ts';
import { uprightScan } from './upright-scan.ts';
import { examPart } from './whole-scan.ts';

/** Cuts organs and sides, or with `unit: exam` one volume of the whole scan: CT-CLIP's idea, for comparison. */
export function createOrganVolumes(anatomy: AnatomyStructures, options: OrganVolumesOptions): VolumeCutter {
  const parts = options.unit === 'organ' ? organParts(anatomy.organs) : [examPart];
  checkSpacing(options, parts);
  return {
    ...(!options.spacing && { size: options.size }),
    async cut(ct, labelMap, { signal, warn } = {}) {
      const scan = uprightScan(ct, labelMap);
      return examined(scan, parts, cutOrgans(scan, parts, options, signal), warn);
    },
  };
}

/** Throws `TFM_CUTTER_SPACING` where a voxel size is given for what is no organ of the experiment. */
function checkSpacing({ spacing }: OrganVolumesOptions, parts: readonly OrganPart[]): void {
  if (!spacing || Array.isArray(spacing)) return;
  const organs = [...new Set(parts.map(({ organ }) => organ))];
  const unknown = Object.keys(spacing).find((organ) => organ !== 'default' && !organs.includes(organ));
  if (unknown === undefined) return;
  throw pairErrors.TFM_CUTTER_SPACING({
    option: `cutter.spacing.${unknown}`,
    message: `A voxel size is given for ${unknown}, which is no organ of the experiment. ${didYouMean(unknown, organs)}`,
    fix: `Use one of ${organs.join(', ')}, or \`default\`.`,
  });
}
