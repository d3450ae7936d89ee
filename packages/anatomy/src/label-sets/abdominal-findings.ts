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
          'low density focus',
          'low density foci',
          'low attenuation focus',
          'low attenuation foci',
          'low attenuation renal lesion*',
          'too small to characterize',
        ],
        prompts: {
          present: [
            'There are renal hypodensities.',
            'Hypodense lesion in the {side} kidney.',
            'Renal hypodensities too small to characterize.',
            'Low attenuation lesions of the kidneys.',
            'Subcentimeter renal hypodensity on the {side}.',
          ],
          absent: [
            'No renal hypodensities.',
            'No hypodense lesion in the {side} kidney.',
            'There is no low attenuation renal lesion.',
            'The kidneys are without hypodense lesions.',
          ],
        },
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
        contraryTerms: ['appendix & normal', 'appendix & unremarkable'],
        prompts: {
          present: [
            'There is acute appendicitis.',
            'Dilated, inflamed appendix consistent with appendicitis.',
            'Periappendiceal inflammation, in keeping with appendicitis.',
            'Findings of acute appendicitis with wall thickening.',
            'Inflamed appendix.',
          ],
          absent: [
            'No appendicitis.',
            'No evidence of acute appendicitis.',
            'There is no periappendiceal inflammation.',
            'The appendix is normal.',
          ],
        },
      },
    ],
  },
  {
    // Of any bone, and of any organ: what no organ's own finding says.
    organ: 'body',
    findings: [
      { id: 'fracture', name: 'fracture', grade: 'tiny', terms: ['fracture*'] },
      { id: 'metastatic_disease', name: 'metastatic disease', grade: 'focal', terms: ['metasta*'] },
    ],
  },
];
