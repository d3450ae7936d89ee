import { defineOrgan } from '@totalfm/core';
import { thyroidPhantom } from './phantom.ts';

/** The thyroid gland, at the upper edge of a chest CT. */
export const thyroid = defineOrgan({
  organ: 'thyroid',
  name: 'thyroid gland',
  structures: ['thyroid_gland'],
  terms: ['thyroid*', 'thyroid lobe*', 'thyroid isthmus'],
  findings: [
    {
      id: 'thyroid_nodule',
      name: 'thyroid nodule',
      grade: 'focal',
      terms: ['thyroid nodule*', 'nodule*', 'hypodense lesion*', 'hypoattenuating lesion*'],
      prompts: {
        present: [
          'There is a nodule in the thyroid gland.',
          'A thyroid nodule is present.',
          'The thyroid contains a low-density nodule.',
        ],
        absent: [
          'There is no thyroid nodule.',
          'The thyroid gland is free of nodules.',
          'The thyroid contains no focal lesion.',
        ],
      },
    },
    {
      id: 'goiter',
      name: 'goiter',
      grade: 'whole-organ',
      terms: [
        'goiter*',
        'goitre*',
        'thyromegaly',
        'enlarged thyroid',
        'thyroid enlargement',
        'enlarged',
        'enlargement',
      ],
      prompts: {
        present: [
          'The thyroid gland is enlarged.',
          'There is a goiter.',
          'Diffuse enlargement of the thyroid is seen.',
        ],
        absent: ['The thyroid gland is of normal size.', 'There is no goiter.', 'The thyroid is not enlarged.'],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['甲状腺'],
      findings: {
        thyroid_nodule: { terms: ['甲状腺結節', '結節', '腫瘤'] },
        goiter: { terms: ['甲状腺腫大', '甲状腺腫', '腫大'] },
      },
    },
  },
  normal: ['The thyroid gland is normal.', 'The thyroid is unremarkable.'],
  phantom: thyroidPhantom,
});
