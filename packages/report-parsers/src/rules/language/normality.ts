/** How little there would have to be: what is denied with one of these is any abnormality at all. */
const degrees: readonly string[] = [
  'significant',
  'focal',
  'gross',
  'discrete',
  'appreciable',
  'definite',
  'obvious',
  'visible',
  'relevant',
  'notable',
  'demonstrable',
  'apparent',
  'evident',
  'detectable',
  'structural',
  'intrinsic',
  'clinically significant',
  'significant focal',
  'focal parenchymal',
  'obvious focal',
];
const denials: readonly string[] = [
  'no',
  'without',
  'without any',
  'not show any',
  'no evidence of',
  'no evidence of any',
  'without evidence of',
  'no sign of',
  'no signs of',
  'free of',
];
const abnormalities: readonly string[] = [
  'abnormality',
  'abnormalities',
  'abnormal finding*',
  'pathology',
  'pathologies',
  'pathologic finding*',
  'pathological finding*',
];

const each = (heads: readonly string[], tails: readonly string[]) =>
  heads.flatMap((head) => tails.map((tail) => `${head} ${tail}`));

/** Words that call what they are said of normal. */
export const normalTerms: readonly string[] = [
  'normal',
  'unremarkable',
  'not remarkable',
  'not abnormal',
  'within normal limits',
  'within physiological limits',
  'within physiologic limits',
  'wnl',
  'nad',
  'normally',
  'intact',
  'clear',
  'negative',
  'grossly normal',
  'natural',
  'nothing abnormal',
  ...each(denials, abnormalities),
  ...each(each(denials, degrees), abnormalities),
  ...each(['no', 'without', 'no evidence of'], each(['significant', 'focal', 'remarkable', 'notable'], ['finding*'])),
];

/** Words that call one aspect of it normal, or say that nothing of it is acute. */
export const partlyNormalTerms: readonly string[] = [
  ...each(['no', 'without', 'no evidence of', 'no evidence of any'], each(['acute'], [...abnormalities, 'finding*'])),
  'preserved',
  'maintained',
  'patent',
  'open',
  'symmetric',
  'symmetrical',
  'homogeneous',
  'nondilated',
  'nonenlarged',
  'decompressed',
  'midline',
  'well aerated',
  'well expanded',
  'fully expanded',
  'smooth',
];

/** Words for many organs at once: a sentence about them goes on about none that was named before. */
export const collectiveWords: ReadonlySet<string> = new Set([
  'organs',
  'viscera',
  'structures',
  'remainder',
  'rest',
  'section',
  'sections',
  'slices',
  'abdomen',
  'pelvis',
  'chest',
  'thorax',
  'examination',
  'study',
  'scan',
]);

/** Aspects: `normal in size` says less than `normal`. */
export const aspectTerms: readonly string[] = [
  'size',
  'sized',
  'contour*',
  'caliber',
  'calibre',
  'calibration',
  'diameter',
  'width',
  'density',
  'attenuation',
  'shape',
  'position',
  'localization',
  'enhancement',
  'thickness',
  'alignment',
  'morphology',
  'otherwise',
  'course',
  'appearance',
];
