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
    },
    { id: 'honeycombing', name: 'honeycombing', grade: 'focal', terms: ['honeycomb*'] },
    { id: 'mosaic_attenuation', name: 'mosaic attenuation pattern', grade: 'whole-organ', terms: ['mosaic'] },
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
