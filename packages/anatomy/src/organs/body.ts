import { defineOrgan } from '@totalfm/core';

/** `No free air or fluid`: what names both. */
const airOrFluid = [
  'free air or fluid',
  'free gas or fluid',
  'free intraperitoneal air or fluid',
  'free intraperitoneal gas or fluid',
  'free fluid or air',
  'free fluid or gas',
  'free intraperitoneal fluid or air',
  'free intraperitoneal fluid or gas',
] as const;

/** The whole scan: findings that lie between organs or all around them. */
export const body = defineOrgan({
  organ: 'body',
  name: 'body',
  structures: 'scan',
  terms: [
    'peritone*',
    'intraperitoneal',
    'abdominal cavity',
    'body wall',
    'abdominal wall',
    'soft tissues',
    'subcutaneous',
  ],
  findings: [
    {
      id: 'ascites',
      name: 'ascites',
      grade: 'focal',
      terms: [
        'ascites',
        'ascitic',
        'free fluid',
        'free intraperitoneal fluid',
        'intraperitoneal free fluid',
        'intraperitoneal fluid',
        'peritoneal fluid',
        'intraabdominal fluid',
        'intra abdominal fluid',
        ...airOrFluid,
        'free abdominal fluid',
        'free pelvic fluid',
        'perihepatic fluid',
        'perisplenic fluid',
        'peritone* & fluid',
        'fluid & abdomen and pelvis',
      ],
      prompts: {
        present: [
          'There is ascites.',
          'Moderate volume of free fluid in the abdomen and pelvis.',
          'Simple fluid surrounds the liver and spleen, in keeping with ascites.',
          'Large amount of intraperitoneal fluid.',
          'Abdominal ascites is present in the dependent peritoneal recesses.',
          'Perihepatic and pelvic ascites.',
        ],
        absent: [
          'No ascites.',
          'There is no free intraperitoneal fluid.',
          'No free fluid in the abdomen or pelvis.',
          'The peritoneal cavity is dry, without ascites.',
        ],
      },
    },
    {
      id: 'anasarca',
      name: 'anasarca',
      grade: 'whole-organ',
      terms: [
        'anasarca',
        'body wall edema',
        'body wall oedema',
        'subcutaneous edema',
        'subcutaneous oedema',
        'soft tissue edema',
        'soft tissue oedema',
        'generalized edema',
        'generalised oedema',
        'third spacing',
        'edema*',
        'oedema*',
      ],
      prompts: {
        present: [
          'There is anasarca.',
          'Diffuse subcutaneous edema of the body wall.',
          'Generalized body wall edema consistent with anasarca.',
          'Diffuse stranding and fluid throughout the subcutaneous fat.',
          'Marked soft tissue edema, reflecting third spacing.',
        ],
        absent: [
          'No anasarca.',
          'No body wall edema.',
          'The subcutaneous fat is clear without edema.',
          'The soft tissues are unremarkable without diffuse edema.',
        ],
      },
    },
    {
      id: 'free_air',
      name: 'free air',
      grade: 'tiny',
      terms: [
        'free air',
        'free gas',
        'free intraperitoneal air',
        'free intraperitoneal gas',
        'intraperitoneal air',
        'intraperitoneal free air',
        'intraperitoneal gas',
        ...airOrFluid,
        'pneumoperitone*',
        'extraluminal air',
        'extraluminal gas',
      ],
      prompts: {
        present: [
          'There is free intraperitoneal air.',
          'Pneumoperitoneum.',
          'Extraluminal gas beneath the anterior abdominal wall, consistent with free air.',
          'Small locules of free gas in the abdomen, concerning for perforation.',
          'Free air is seen under the diaphragm.',
        ],
        absent: [
          'No free air.',
          'There is no pneumoperitoneum.',
          'No free intraperitoneal gas.',
          'No extraluminal air is identified in the abdomen.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: [],
      findings: {
        ascites: { terms: ['腹水'] },
        anasarca: { terms: ['全身浮腫', '皮下浮腫', '皮下 & 浮腫'] },
        free_air: { terms: ['遊離ガス', '遊離ガス像', 'フリーエア', 'free air', '気腹'] },
      },
    },
  },
  normal: [
    'No free fluid or free air.',
    'The peritoneal cavity and body wall are unremarkable.',
    'No ascites, pneumoperitoneum or body wall edema.',
    'Unremarkable soft tissues without edema.',
    'No fluid collection in the abdomen or pelvis.',
  ],
});
