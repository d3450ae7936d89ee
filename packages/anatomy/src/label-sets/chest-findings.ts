import type { FindingsBeside } from '@totalfm/core';

/** Findings that chest CT reports name and that are not asked of the built-in lung; and more names of those that are. */
const lung: FindingsBeside = {
  organ: 'lung',
  findings: [
    {
      id: 'lung_opacity',
      name: 'lung opacity',
      grade: 'focal',
      terms: ['ground glass', 'groundglass', 'frosted glass', 'crazy paving', 'opacit*', 'opacification*'],
      prompts: {
        present: [
          'There is a lung opacity.',
          'Ground glass opacities in the {side} lung.',
          'Patchy opacities in the lung.',
          'Opacification of the {side} lung.',
          'Crazy paving pattern with ground glass.',
          'Diffuse ground glass opacification.',
        ],
        absent: [
          'No lung opacity.',
          'No ground glass opacity in the {side} lung.',
          'The lung is free of opacities.',
          'There is no opacification of the {side} lung.',
        ],
      },
    },
    {
      id: 'parenchymal_density',
      name: 'parenchymal density',
      grade: 'focal',
      terms: [
        'density increase*',
        'increase* in density',
        'increased density',
        'dependent densit*',
        'parenchymal densit* & increas*',
      ],
      explainedBy: ['sequela*', 'fibro*', 'scar*', 'atelecta*', 'consolidat*', 'bone', 'fat', 'fatty'],
    },
    { id: 'lung_infiltrate', name: 'lung infiltrate', grade: 'focal', terms: ['infiltrat*', 'pneumonic infiltrat*'] },
    {
      id: 'lung_nodule',
      name: 'lung nodule',
      grade: 'tiny',
      terms: [
        'ground glass nodule*',
        'ground glass density nodule*',
        'nodular appearance*',
        'nodular formation*',
        'intrapulmonary lymph node*',
        'intraparenchymal lymph node*',
      ],
    },
    {
      id: 'pulmonary_fibrotic_sequela',
      name: 'pulmonary fibrotic sequela',
      grade: 'focal',
      terms: [
        'sequela*',
        'sequel',
        'fibrotic',
        'fibrosis',
        'fibroatelecta*',
        'pleuroparenchymal',
        'parenchymal band*',
        'fibrous band*',
        'scar*',
        'fibro*',
      ],
      prompts: {
        present: [
          'There are fibrotic sequelae in the lung.',
          'Fibrotic bands in the {side} lung.',
          'Sequelae with pleuroparenchymal scarring.',
          'Linear scars in the {side} lung, sequelae of earlier disease.',
          'Parenchymal bands and fibrotic changes.',
        ],
        absent: [
          'No fibrotic sequelae.',
          'No fibrosis or scar in the {side} lung.',
          'There is no fibrotic change.',
          'The {side} lung is without sequelae or scars.',
        ],
      },
    },
    { id: 'honeycombing', name: 'honeycombing', grade: 'focal', terms: ['honeycomb*'] },
    {
      id: 'mosaic_attenuation',
      name: 'mosaic attenuation pattern',
      grade: 'whole-organ',
      terms: ['mosaic'],
      prompts: {
        present: [
          'There is a mosaic attenuation pattern.',
          'Mosaic attenuation of the {side} lung.',
          'Mosaic perfusion pattern, in keeping with small airways disease.',
          'Mosaic density differences in the lung.',
          'The {side} lung shows a mosaic pattern.',
        ],
        absent: [
          'No mosaic attenuation.',
          'No mosaic pattern in the {side} lung.',
          'There is no mosaic attenuation pattern.',
          'The lung is without a mosaic pattern.',
        ],
      },
    },
    {
      id: 'peribronchial_thickening',
      name: 'peribronchial thickening',
      grade: 'focal',
      terms: [
        'peribronchial thicken*',
        'peribronchial cuffing',
        'peribronchial wall thicken*',
        'peribronchovascular thicken*',
        'peribronch* & thicken*',
        'peribronch* & thickness',
      ],
      prompts: {
        present: [
          'There is peribronchial thickening.',
          'Peribronchial thickening in the {side} lung.',
          'Peribronchial cuffing.',
          'Thickening of the peribronchovascular interstitium.',
          'Diffuse peribronchial wall thickening.',
        ],
        absent: [
          'No peribronchial thickening.',
          'No peribronchial cuffing in the {side} lung.',
          'There is no peribronchial wall thickening.',
          'The {side} lung is without peribronchial thickening.',
        ],
      },
    },
    {
      id: 'bronchial_wall_thickening',
      name: 'bronchial wall thickening',
      grade: 'focal',
      terms: ['bronchial wall thicken*', 'bronchial thicken*', 'bronch* & wall thicken*', 'bronch* & thicken*'],
    },
    {
      id: 'bronchiectasis',
      name: 'bronchiectasis',
      grade: 'focal',
      terms: ['bronchiecta*', 'bronchioloecta*', 'bronchiolecta*', 'bronch* & ectas*', 'bronch* & dilat*'],
      prompts: {
        present: [
          'There is bronchiectasis.',
          'Bronchiectasis in the {side} lung.',
          'Dilated bronchi, consistent with bronchiectasis.',
          'Cylindrical and traction bronchiectasis.',
          'Bronchiectatic changes.',
        ],
        absent: [
          'No bronchiectasis.',
          'No bronchiectatic change in the {side} lung.',
          'There is no bronchial dilatation.',
          'The {side} lung is without bronchiectasis.',
        ],
      },
    },
    {
      id: 'interlobular_septal_thickening',
      name: 'interlobular septal thickening',
      grade: 'focal',
      terms: [
        'interlobular septal thicken*',
        'septal thicken*',
        'septal thickness increase*',
        'interlobular sept* & thicken*',
        'interlobular & thicken*',
        'sept* & thicken*',
        'sept* & thickness',
        'interseptal thicken*',
        'kerley*',
      ],
      prompts: {
        present: [
          'There is interlobular septal thickening.',
          'Interlobular septal thickening in the {side} lung.',
          'Thickened interlobular septa, as in interstitial edema.',
          'Smooth septal thickening.',
          'Diffuse thickening of the interlobular septa.',
        ],
        absent: [
          'No interlobular septal thickening.',
          'No septal thickening in the {side} lung.',
          'The interlobular septa are not thickened.',
          'The {side} lung is without septal thickening.',
        ],
      },
    },
  ],
};

/** What chest CT reports say of arteries without naming the aorta. */
const arteries: FindingsBeside = {
  organ: 'aorta',
  findings: [
    {
      id: 'atherosclerosis',
      name: 'atherosclerosis',
      grade: 'tiny',
      terms: [
        'vascular structure* & atherom*',
        'vascular structure* & calcif*',
        'vascular structure* & plaque*',
        'arter* & wall calcif*',
        'great vessel* & calcif*',
        'supraaortic & calcif*',
        'supraaortic & atherom*',
      ],
    },
  ],
};

export const chestFindings: readonly FindingsBeside[] = [lung, arteries];
