/** Titles of report sections, lower case. What stands under an excluded title is not about this exam's images. */
export const readSections: readonly string[] = [
  'findings', 'finding', 'report', 'impression', 'impressions', 'conclusion', 'conclusions', 'opinion', 'summary', 'result', 'results',
  'interpretation', 'assessment', 'ct findings', 'findings and impression', 'impression and recommendation', 'diagnosis',
];

export const excludedSections: readonly string[] = [
  'indication', 'indications', 'clinical indication', 'clinical indications', 'history', 'clinical history', 'clinical information',
  'clinical details', 'clinical question', 'clinical statement', 'reason for exam', 'reason for examination', 'reason for study', 'technique',
  'procedure', 'protocol', 'comparison', 'comparisons', 'comparison study', 'exam', 'examination', 'study', 'exam type', 'contrast', 'dose',
  'radiation dose', 'signs and symptoms', 'recommendation', 'recommendations', 'addendum', 'attestation', 'date',
];
