import { defineOrgan } from '@totalfm/core';

export const bladder = defineOrgan({
  organ: 'bladder',
  name: 'urinary bladder',
  structures: ['urinary_bladder'],
  terms: ['bladder', 'urinary bladder', 'ub', 'vesical', 'intravesical', 'perivesical'],
  findings: [
    {
      id: 'bladder_stone',
      name: 'bladder stone',
      grade: 'tiny',
      terms: [
        'bladder stone*',
        'bladder calcul*',
        'vesical calcul*',
        'vesical stone*',
        'cystolith*',
        'vesicolith*',
        'stone*',
        'calculus',
        'calculi',
        'lithiasis',
      ],
      prompts: {
        present: [
          'There is a stone in the urinary bladder.',
          'Bladder calculus.',
          'A dependent calcified stone lies within the bladder lumen.',
          'The bladder contains a dense layering calculus.',
          'Cystolithiasis.',
          'Hyperdense vesical stone.',
        ],
        absent: [
          'No bladder stone.',
          'There is no calculus in the urinary bladder.',
          'The bladder is free of stones.',
          'No dense filling defect in the bladder lumen.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['膀胱'],
      findings: {
        bladder_stone: { terms: ['膀胱結石', '結石'] },
      },
    },
  },
  normal: [
    'The urinary bladder is normal.',
    'The bladder is unremarkable.',
    'Normal bladder without stone or wall thickening.',
    'No bladder abnormality is identified.',
    'The bladder is well distended and smooth walled.',
  ],
});
