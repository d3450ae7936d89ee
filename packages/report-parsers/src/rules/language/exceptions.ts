/** Words before what is not as normal, or not as absent, as the rest of the sentence says; in the syntax of an organ's `terms`. */
export const exceptionTerms: readonly string[] = [
  'except',
  'except for',
  'except that',
  'excepting',
  'apart from',
  'aside from',
  'other than',
  'with the exception of',
  'with exception of',
  'but for',
  'save for',
  'barring',
];
