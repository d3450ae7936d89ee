import { defineOrgan } from '@totalfm/core';

export const adrenalGland = defineOrgan({
  organ: 'adrenal_gland',
  name: 'adrenal gland',
  structures: { left: ['adrenal_gland_left'], right: ['adrenal_gland_right'] },
  terms: ['adrenal*', 'adrenal gland*', 'suprarenal gland*', 'surrenal*'],
  findings: [
    {
      id: 'adrenal_nodule',
      name: 'adrenal nodule',
      grade: 'focal',
      terms: [
        'adrenal nodul*',
        'adrenal adenoma*',
        'adrenal mass*',
        'adrenal lesion*',
        'lesion*',
        'adrenal incidentaloma*',
        'nodule*',
        'nodular',
        'adenoma*',
        'mass',
        'masses',
      ],
      prompts: {
        present: [
          'There is a nodule in the {side} adrenal gland.',
          'A {side} adrenal nodule.',
          'Low-attenuation {side} adrenal nodule, compatible with an adenoma.',
          'The {side} adrenal gland contains a rounded mass.',
          '{side} adrenal adenoma.',
          'Focal nodular enlargement of the {side} adrenal gland.',
        ],
        absent: [
          'No {side} adrenal nodule.',
          'The {side} adrenal gland is normal in thickness.',
          'There is no mass or nodule of the {side} adrenal gland.',
          'Slender {side} adrenal limbs without a nodule.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['副腎'],
      findings: {
        adrenal_nodule: { terms: ['副腎結節', '副腎腫瘤', '副腎腺腫', '結節', '腫瘤', '腺腫'] },
      },
    },
  },
  normal: [
    'The {side} adrenal gland is normal.',
    'The {side} adrenal gland is unremarkable.',
    'Normal morphology of the {side} adrenal gland.',
    'No {side} adrenal abnormality.',
    'The {side} adrenal is within normal limits.',
  ],
});
