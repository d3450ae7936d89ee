/** Titles of report sections, lower case. What stands under an excluded title is not about this exam's images. */
export const findingsTitles: readonly string[] = ['findings', 'finding', 'report', 'result', 'results', 'ct findings', 'findings and impression'];

export const impressionTitles: readonly string[] = [
  'impression', 'impressions', 'conclusion', 'conclusions', 'opinion', 'summary', 'interpretation', 'assessment', 'impression and recommendation',
  'diagnosis',
];

export const excludedTitles: readonly string[] = [
  'indication', 'indications', 'clinical indication', 'clinical indications', 'history', 'clinical history', 'clinical information',
  'clinical details', 'clinical question', 'clinical statement', 'reason for exam', 'reason for examination', 'reason for study', 'technique',
  'procedure', 'protocol', 'comparison', 'comparisons', 'comparison study', 'exam', 'examination', 'study', 'exam type', 'contrast', 'dose',
  'radiation dose', 'signs and symptoms', 'recommendation', 'recommendations', 'addendum', 'attestation', 'date',
];
