import { defineOrgan } from '@totalfm/core';

export const spleen = defineOrgan({
  organ: 'spleen',
  name: 'spleen',
  structures: ['spleen'],
  terms: ['spleen', 'splenic', 'perisplenic', 'splenule*'],
  findings: [
    {
      id: 'splenomegaly',
      name: 'splenomegaly',
      grade: 'whole-organ',
      terms: [
        'splenomegal*',
        'hepatosplenomegal*',
        'enlarged spleen',
        'splenic enlargement',
        'enlarg*',
        'larger than normal',
        'spleen size & increas*',
        'spleen & increased in size',
        'above normal',
      ],
      contraryTerms: ['size & normal', 'normal & sized'],
      prompts: {
        present: [
          'The spleen is enlarged.',
          'There is splenomegaly.',
          'Enlarged spleen with increased craniocaudal length.',
          'Moderate splenic enlargement.',
          'The spleen measures greater than 13 cm, consistent with splenomegaly.',
          'Marked splenomegaly extending toward the pelvis.',
        ],
        absent: [
          'The spleen is normal in size.',
          'No splenomegaly.',
          'The spleen is not enlarged.',
          'Splenic size is within normal limits.',
        ],
      },
    },
    {
      id: 'splenic_infarct',
      name: 'splenic infarct',
      grade: 'focal',
      terms: ['splenic infarct*', 'infarct*', 'wedge shaped'],
      prompts: {
        present: [
          'There is a splenic infarct.',
          'Wedge-shaped peripheral hypodensity in the spleen, consistent with infarction.',
          'Peripheral nonenhancing wedge-shaped area of the spleen.',
          'Splenic infarction.',
          'A low-attenuation defect extends to the splenic capsule, typical of an infarct.',
          'Area of splenic parenchymal infarct is noted.',
        ],
        absent: [
          'No splenic infarct.',
          'The spleen enhances homogeneously without infarction.',
          'There is no wedge-shaped splenic defect.',
          'No focal perfusion abnormality of the spleen.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['脾臓', '脾'],
      findings: {
        splenomegaly: { terms: ['脾腫', '脾腫大', '肝脾腫', '腫大'], contraryTerms: ['大きさ & 正常'] },
        splenic_infarct: { terms: ['脾梗塞', '梗塞'] },
      },
    },
  },
  normal: [
    'The spleen is normal.',
    'The spleen is unremarkable.',
    'Normal size and attenuation of the spleen.',
    'No focal splenic lesion.',
    'Homogeneous spleen without abnormality.',
  ],
});
