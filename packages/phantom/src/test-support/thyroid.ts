import type { OrganDefinition } from '@totalfm/core';

/** An organ as a plugin brings it: two structures, one of which TotalSegmentator does not have, and a finding. */
export const thyroid: OrganDefinition = {
  organ: 'thyroid',
  name: 'thyroid',
  structures: ['thyroid_gland'],
  terms: [],
  findings: [],
  normal: [],
  phantom: {
    shapes: [
      { structure: 'thyroid_gland', centre: [-0.1, -0.2, 0.94], radiiMm: [14, 14, 26] },
      { structure: 'parathyroid', centre: [0.1, -0.2, 0.94], radiiMm: [14, 14, 26] },
    ],
    hu: { plain: 100, contrast: 170 },
    findings: [
      {
        finding: 'thyroid_nodule',
        prevalence: 0.9,
        focal: { diameterMm: [14, 20], hu: [10, 20] },
        wordings: ['Thyroid nodule of {size}.'],
      },
    ],
  },
};
