import { wholeExam, type AnatomyStructures, type VolumeCutter } from '@totalfm/core';
import { suspectCt, suspectLabels } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
import { cutOrgans } from './cut-organs.ts';
import type { OrganVolumesOptions } from './options.ts';
import { partsOf, type Part } from './parts.ts';

const examPart: Part = { organ: wholeExam, structures: 'scan' };

/** Cuts organs and sides, or with `unit: exam` one volume of the whole scan: CT-CLIP's idea, for comparison. */
export function createOrganVolumes(anatomy: AnatomyStructures, options: OrganVolumesOptions): VolumeCutter {
  const parts = options.unit === 'organ' ? partsOf(anatomy) : [examPart];
  return {
    size: options.size,
    async cut(ct, labelMap, signal) {
      return cutOrgans({ ct, labelMap }, parts, options, signal);
    },
    suspicions(ct, labelMap) {
      const fix = 'Look at the exam; its volumes were cut from it as it is.';
      return [
        ...suspectCt(ct).map(({ message }) => pairErrors.TFM_CT_SUSPECT({ fix, message })),
        ...suspectLabels(labelMap).map(({ message }) => pairErrors.TFM_LABELS_SUSPECT({ fix, message })),
      ].map((suspicion) => suspicion.toJSON());
    },
  };
}
