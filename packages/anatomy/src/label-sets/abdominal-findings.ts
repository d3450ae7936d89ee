import type { FindingsBeside } from '@totalfm/core';

/** Findings that abdominal CT data sets label and that are not asked of the built-in organs. */
export const abdominalFindings: readonly FindingsBeside[] = [
  {
    organ: 'kidney',
    findings: [
      {
        id: 'renal_hypodensities',
        name: 'renal hypodensities',
        grade: 'focal',
        terms: [
          'renal hypodens*',
          'renal hypoattenuat*',
          'hypodens*',
          'hypoattenuat*',
          'low density lesion*',
          'low attenuation lesion*',
          'too small to characterize',
        ],
      },
    ],
  },
  {
    organ: 'bowel',
    findings: [
      {
        id: 'appendicitis',
        name: 'appendicitis',
        grade: 'focal',
        terms: ['appendicitis', 'inflamed appendix', 'appendix & inflam*', 'appendix & dilat*', 'periappendiceal'],
        contraryTerms: ['normal appendix', 'appendix & normal', 'appendix & unremarkable'],
      },
    ],
  },
];
