/** Words that call what they are said of normal. */
export const normalTerms: readonly string[] = [
  'normal', 'unremarkable', 'within normal limits', 'wnl', 'normally', 'intact', 'clear', 'negative', 'grossly normal', 'natural', 'no abnormality',
  'no abnormalities', 'no abnormal finding*', 'no pathology', 'nothing abnormal',
];

/** Words that call one aspect of it normal. */
export const partlyNormalTerms: readonly string[] = [
  'preserved', 'maintained', 'patent', 'open', 'symmetric', 'symmetrical', 'homogeneous', 'nondilated', 'nonenlarged', 'decompressed', 'midline',
  'well aerated', 'well expanded', 'fully expanded', 'smooth',
];

/** Aspects: `normal in size` says less than `normal`. */
export const aspectTerms: readonly string[] = [
  'size', 'sized', 'contour*', 'caliber', 'calibre', 'calibration', 'diameter', 'width', 'density', 'attenuation', 'shape', 'position', 'localization',
  'enhancement', 'thickness', 'alignment', 'morphology', 'otherwise', 'course', 'appearance',
];
