/** An organ as reports call it when it is normal. */
export interface NormalOrgan {
  readonly organ: string;
  readonly region: 'chest' | 'abdomen';
  /** With its article left out: `spleen`, `adrenal glands`. */
  readonly name: string;
  readonly plural?: boolean;
  /** Heading in a report that has one for each organ. */
  readonly heading: string;
  /** How often a normal one is called normal; otherwise the report says nothing of it. */
  readonly stated: number;
  /** Whole sentences of its own, beside those made from its name. */
  readonly own?: readonly string[];
}

/** The order in which reports go through the body. */
export const normalOrgans: readonly NormalOrgan[] = [
  {
    organ: 'lung',
    region: 'chest',
    name: 'lungs',
    plural: true,
    heading: 'Lungs and pleura',
    stated: 0.6,
    own: ['The lungs are clear.', 'Lungs: clear.', 'Both lungs are well aerated and clear.', 'Clear lungs.'],
  },
  {
    organ: 'heart',
    region: 'chest',
    name: 'heart',
    heading: 'Heart',
    stated: 0.5,
    own: ['Heart and pericardium are [normal|unremarkable].', 'No cardiac abnormality.'],
  },
  { organ: 'esophagus', region: 'chest', name: 'esophagus', heading: 'Esophagus', stated: 0.3 },
  {
    organ: 'liver',
    region: 'abdomen',
    name: 'liver',
    heading: 'Liver',
    stated: 0.6,
    own: ['The liver is homogeneous without focal abnormality.', 'Normal liver morphology.'],
  },
  {
    organ: 'gallbladder',
    region: 'abdomen',
    name: 'gallbladder',
    heading: 'Gallbladder and bile ducts',
    stated: 0.5,
    own: ['Normal gallbladder.', 'The gallbladder is [decompressed and |]unremarkable.'],
  },
  { organ: 'spleen', region: 'abdomen', name: 'spleen', heading: 'Spleen', stated: 0.6 },
  {
    organ: 'pancreas',
    region: 'abdomen',
    name: 'pancreas',
    heading: 'Pancreas',
    stated: 0.6,
    own: ['The pancreas is normal without ductal dilatation.', 'No pancreatic abnormality.'],
  },
  {
    organ: 'adrenal_gland',
    region: 'abdomen',
    name: 'adrenal glands',
    plural: true,
    heading: 'Adrenals',
    stated: 0.55,
    own: ['Adrenals: normal.', 'Both adrenals are [normal|unremarkable].'],
  },
  {
    organ: 'kidney',
    region: 'abdomen',
    name: 'kidneys',
    plural: true,
    heading: 'Kidneys and ureters',
    stated: 0.55,
    own: ['The kidneys are symmetric and normal.', 'Both kidneys are [normal|unremarkable].'],
  },
  { organ: 'stomach', region: 'abdomen', name: 'stomach', heading: 'Stomach', stated: 0.35 },
  {
    organ: 'bowel',
    region: 'abdomen',
    name: 'bowel',
    heading: 'Bowel',
    stated: 0.45,
    own: ['Small and large bowel are [normal|unremarkable].', 'Unremarkable bowel loops.'],
  },
  { organ: 'bladder', region: 'abdomen', name: 'urinary bladder', heading: 'Bladder', stated: 0.4 },
  { organ: 'prostate', region: 'abdomen', name: 'prostate', heading: 'Reproductive organs', stated: 0.35 },
  {
    organ: 'aorta',
    region: 'abdomen',
    name: 'aorta',
    heading: 'Vasculature',
    stated: 0.35,
    own: ['The aorta is [normal in course and caliber|unremarkable].'],
  },
  {
    organ: 'vertebrae',
    region: 'abdomen',
    name: 'spine',
    heading: 'Bones',
    stated: 0.4,
    own: [
      'No acute osseous abnormality.',
      'Visualized bones are unremarkable.',
      'Normal osseous structures of the spine.',
    ],
  },
  {
    organ: 'body',
    region: 'abdomen',
    name: 'peritoneum and soft tissues',
    plural: true,
    heading: 'Peritoneum and soft tissues',
    stated: 0.3,
    own: ['Soft tissues and peritoneal cavity are unremarkable.'],
  },
];

const predicates = [
  'unremarkable',
  'normal',
  'within normal limits',
  'normal in appearance',
  'without abnormality',
  'without focal abnormality',
  'grossly unremarkable',
];

/** Sentences for one or more normal organs; `{organs}` is their list and `{is}` fits it. */
export const normalTemplates: readonly string[] = [
  ...predicates.map((predicate) => `The {organs} {is} ${predicate}.`),
  '{Organs} {is} [unremarkable|normal].',
  'Normal appearance of the {organs}.',
  'Normal {organs}.',
  'Unremarkable {organs}.',
  'No abnormality of the {organs}[ is seen|].',
  'The {organs} {demonstrates} no abnormality.',
];

/** Sentences for the rest of an organ whose findings were all named. */
export const otherwiseTemplates: readonly string[] = [
  'The {organs} {is} otherwise unremarkable.',
  '{Organs} {is} otherwise [normal|unremarkable].',
  'Otherwise [normal|unremarkable] {organs}.',
  'No other abnormality of the {organs}.',
];

/** Short lines under an organ's heading. */
export const headingTemplates: readonly string[] = [
  'Unremarkable.',
  'Normal.',
  'Within normal limits.',
  'No [significant |]abnormality.',
  'Normal in appearance.',
  'Grossly unremarkable.',
];
