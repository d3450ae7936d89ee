import { defineOrgan } from '@totalfm/core';

export const esophagus = defineOrgan({
  organ: 'esophagus',
  name: 'esophagus',
  structures: ['esophagus'],
  terms: [
    'esophag*',
    'oesophag*',
    'gastroesophageal',
    'gastro esophageal',
    'gastrooesophageal',
    'esophagogastric',
    'gej',
    'goj',
    'hiatus',
    'hiatal',
  ],
  findings: [
    {
      id: 'hiatal_hernia',
      name: 'hiatal hernia',
      grade: 'focal',
      terms: [
        'hiatal hernia*',
        'hiatus hernia*',
        'sliding hernia*',
        'sliding type hernia*',
        'paraesophageal hernia*',
        'paraoesophageal hernia*',
        'intrathoracic stomach',
        'stomach & intrathoracic',
        'hernia* & hiat*',
        'hernia* & stomach',
        'gastric hernia*',
        'retrocardiac & hernia*',
      ],
      contraryTerms: ['junction & below the diaphragm', 'junction & normal position'],
      prompts: {
        present: [
          'There is a hiatal hernia.',
          'Moderate sliding hiatal hernia.',
          'Part of the stomach herniates through the esophageal hiatus.',
          'The gastroesophageal junction lies above the diaphragm, in keeping with a hiatus hernia.',
          'Large hiatal hernia containing a portion of the gastric fundus.',
          'A small hiatal hernia is noted at the distal esophagus.',
        ],
        absent: [
          'No hiatal hernia.',
          'The gastroesophageal junction is in normal position below the diaphragm.',
          'There is no herniation of the stomach into the chest.',
          'The distal esophagus is normal without a hiatus hernia.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['食道'],
      findings: {
        hiatal_hernia: { terms: ['食道裂孔ヘルニア', '裂孔ヘルニア', '滑脱ヘルニア'] },
      },
    },
  },
  normal: [
    'The esophagus is normal.',
    'The esophagus is unremarkable.',
    'Normal caliber and wall of the esophagus.',
    'No esophageal abnormality.',
    'The thoracic esophagus is nondilated.',
  ],
});
