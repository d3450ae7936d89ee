const grades: readonly { readonly grade: string; readonly colour: string }[] = [
  { grade: 'whole-organ', colour: 'var(--whole-organ)' },
  { grade: 'focal', colour: 'var(--focal)' },
  { grade: 'tiny', colour: 'var(--tiny)' },
];

/** The grades in the order of their difficulty. */
export const gradeOrder = grades.map(({ grade }) => grade);

/** A grade's colour in every plot. */
export function gradeColour(grade: string | undefined): string {
  return grades.find((one) => one.grade === grade)?.colour ?? 'var(--accent)';
}
