import { defineOrgan } from '@totalfm/core';

export const stomach = defineOrgan({
  organ: 'stomach',
  name: 'stomach',
  structures: ['stomach'],
  terms: ['stomach', 'gastric', 'perigastric', 'antrum', 'antral', 'pylor*'],
  findings: [
    {
      id: 'gastric_wall_thickening',
      name: 'gastric wall thickening',
      grade: 'whole-organ',
      terms: [
        'gastric wall thicken*',
        'gastric mural thicken*',
        'thickened gastric',
        'gastric thicken*',
        'wall thicken*',
        'mural thicken*',
        'thickened wall',
        'thick walled',
        'thicken*',
        'gastritis',
        'linitis plastica',
        'abnormal wall thickness',
        'abnormal mural thickness',
      ],
      contraryTerms: ['wall & thin', 'wall & normal'],
      prompts: {
        present: [
          'The gastric wall is thickened.',
          'There is gastric wall thickening.',
          'Diffuse mural thickening of the stomach.',
          'Circumferential thickening of the gastric wall.',
          'Thick-walled stomach, which may reflect gastritis or infiltrative neoplasm.',
          'Marked thickening of the gastric body and antrum.',
        ],
        absent: [
          'No gastric wall thickening.',
          'The gastric wall is normal in thickness.',
          'The stomach has a thin wall.',
          'There is no mural thickening of the stomach.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['胃'],
      findings: {
        gastric_wall_thickening: { terms: ['胃壁肥厚', '壁肥厚', '壁 & 肥厚'] },
      },
    },
  },
  normal: [
    'The stomach is normal.',
    'The stomach is unremarkable.',
    'Normal distention and wall of the stomach.',
    'No gastric abnormality is seen.',
    'Unremarkable appearance of the stomach.',
  ],
});
