const grades: readonly { readonly grade: string; readonly colour: string }[] = [
  { grade: 'whole-organ', colour: 'var(--whole-organ)' },
  { grade: 'focal', colour: 'var(--focal)' },
  { grade: 'tiny', colour: 'var(--tiny)' },
];

/** A grade's colour in every plot. */
export function gradeColour(grade: string | undefined): string {
  return grades.find((one) => one.grade === grade)?.colour ?? 'var(--accent)';
}

/** Grades in the order of their difficulty, those that are not known here after them; what has none comes last. */
export function gradesOf(targets: readonly { readonly grade?: string }[]): readonly (string | undefined)[] {
  const used = [...new Set(targets.map(({ grade }) => grade))];
  const place = (grade: string | undefined) => {
    if (grade === undefined) return grades.length + 1;
    const known = grades.findIndex((one) => one.grade === grade);
    return known < 0 ? grades.length : known;
  };
  return used.sort((a, b) => place(a) - place(b));
}
