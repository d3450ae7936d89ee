import type { PhantomOrgan } from '@totalfm/core';

/**
 * Two lobes in front of the spine at the thoracic inlet, joined by the isthmus. Adult lobes measure about
 * 5 × 2 × 2 cm; iodine makes the gland bright even without contrast (about 100 HU).
 */
export const thyroidPhantom: PhantomOrgan = {
  shapes: [
    { structure: 'thyroid_gland', centre: [-0.09, -0.3, 0.94], radiiMm: [10, 11, 24] },
    { structure: 'thyroid_gland', centre: [0.09, -0.3, 0.94], radiiMm: [10, 11, 24] },
    { structure: 'thyroid_gland', centre: [0, -0.36, 0.93], radiiMm: [14, 5, 8] },
  ],
  hu: { plain: 100, contrast: 170 },
  findings: [
    {
      finding: 'thyroid_nodule',
      prevalence: 0.3,
      focal: { diameterMm: [8, 20], hu: [20, 60] },
      wordings: [
        'Thyroid nodule measuring {size}.',
        'A {size} hypodense lesion in the thyroid.',
        'Incidental thyroid nodule, {size} in diameter.',
      ],
    },
    {
      finding: 'goiter',
      prevalence: 0.2,
      scale: [1.35, 1.8],
      wordings: ['Enlarged thyroid in keeping with goiter.', 'Goitre.', 'Marked thyroid enlargement.'],
    },
  ],
};
