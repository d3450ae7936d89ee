import type { Wordings } from './types.ts';

/** Findings of the whole scan. */
export const scanWordings: readonly Wordings[] = [
  {
    finding: 'lymphadenopathy',
    present: [
      '[Enlarged|Bulky] retroperitoneal lymph nodes[, up to {size}|].',
      'Retroperitoneal [lymphadenopathy|adenopathy][ with nodes up to {size}|].',
      'Enlarged {place} lymph nodes[, the largest {size}|].',
      '{Place} lymphadenopathy[, measuring up to {size}|].',
      'Pathologically enlarged lymph nodes in the retroperitoneum[, up to {size}|].',
      'Conglomerate nodes in the retroperitoneum.',
      'Abdominal lymphadenopathy.',
      'Multiple enlarged lymph nodes [are seen |]in the {place} [region|space].',
    ],
    hedged: ['Borderline enlarged {place} lymph nodes, possibly reactive.'],
    impression: ['Retroperitoneal [lymphadenopathy|adenopathy].', 'Abdominal lymphadenopathy.'],
    absent: [
      'No lymphadenopathy.',
      'No enlarged lymph nodes in the abdomen.',
      'No retroperitoneal adenopathy.',
      'No pathologically enlarged lymph nodes.',
    ],
    noun: 'lymphadenopathy',
    ruledOut: 0.38,
  },
  {
    finding: 'metastatic_disease',
    present: [
      'Peritoneal carcinomatosis[ with {kind} omental implants|].',
      'Omental caking[, compatible with peritoneal spread|].',
      '{Kind} peritoneal implants and omental implants.',
      'Omental implants[ up to {size}|][, consistent with carcinomatosis|].',
      '[Findings of|There is] peritoneal carcinomatosis.',
      'Peritoneal implants beneath the anterior abdominal wall[, the largest {size}|].',
      'Carcinomatosis with omental caking.',
      'Metastatic spread to the omentum.',
    ],
    hedged: ['Subtle nodularity of the omentum, early omental implants cannot be excluded.'],
    impression: ['Peritoneal carcinomatosis.', 'Omental caking.', 'Peritoneal carcinomatosis with omental implants.'],
    absent: [
      'No peritoneal implants.',
      'No omental caking.',
      'No peritoneal carcinomatosis.',
      'No omental implants or caking.',
    ],
    noun: 'peritoneal carcinomatosis',
    ruledOut: 0.3,
  },
];
