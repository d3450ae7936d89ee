import { defineOrgan } from '@totalfm/core';

export const aorta = defineOrgan({
  organ: 'aorta',
  name: 'aorta',
  structures: ['aorta'],
  terms: ['aorta', 'aortic', 'aortoiliac', 'infrarenal'],
  findings: [
    {
      id: 'abdominal_aortic_aneurysm',
      name: 'abdominal aortic aneurysm',
      grade: 'whole-organ',
      terms: [
        'abdominal aortic aneurysm*',
        'aortic aneurysm*',
        'infrarenal aneurysm*',
        'aaa',
        'aneurysm*',
        'fusiform dilat*',
        'infrarenal & dilat*',
        'abdominal aort* & dilat*',
      ],
      contraryTerms: [
        'nonaneurysm*',
        'non aneurysm*',
        'caliber & normal',
        'calibre & normal',
        'diameter & normal',
        'calibration & normal',
      ],
      prompts: {
        present: [
          'There is an aneurysm of the abdominal aorta.',
          'Fusiform infrarenal abdominal aortic aneurysm.',
          'The abdominal aorta is aneurysmally dilated.',
          'Aneurysmal enlargement of the infrarenal aorta measuring more than 3 cm.',
          'The aorta is markedly dilated, consistent with an aneurysm.',
          'Abdominal aortic aneurysm without rupture.',
        ],
        absent: [
          'No abdominal aortic aneurysm.',
          'The abdominal aorta is normal in caliber.',
          'The aorta is not aneurysmal.',
          'No aneurysmal dilatation of the aorta.',
          'Normal diameter of the abdominal aorta throughout its course.',
        ],
      },
    },
    {
      id: 'atherosclerosis',
      name: 'atherosclerosis',
      grade: 'tiny',
      terms: [
        'atheroscler*',
        'aortic calcification*',
        'vascular calcification*',
        'arterial calcification*',
        'atheroma*',
        'calcified plaque*',
        'calcific plaque*',
        'plaque*',
        'calcif*',
        'arter* & wall calcification*',
      ],
      prompts: {
        present: [
          'There is atherosclerotic calcification of the aorta.',
          'Calcified plaque along the aortic wall.',
          'Moderate atherosclerosis of the abdominal aorta.',
          'Scattered mural calcifications of the aorta are present.',
          'Atheromatous disease with calcific plaques in the aorta.',
          'The aortic wall is calcified.',
        ],
        absent: [
          'No atherosclerotic calcification of the aorta.',
          'The aorta is free of calcified plaque.',
          'There is no significant atherosclerosis.',
          'The aortic wall is smooth without calcification.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['大動脈'],
      findings: {
        abdominal_aortic_aneurysm: { terms: ['腹部大動脈瘤', '大動脈瘤', '動脈瘤', '瘤状拡張', 'AAA'] },
        atherosclerosis: { terms: ['動脈硬化', '粥状硬化', '石灰化', 'アテローム'] },
      },
    },
  },
  normal: [
    'The aorta is normal.',
    'Normal course and caliber of the aorta.',
    'The abdominal aorta is unremarkable.',
    'No aortic abnormality is identified.',
    'Unremarkable thoracic and abdominal aorta.',
  ],
});
