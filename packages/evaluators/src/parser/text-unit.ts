/** The same for reports that differ in case, spaces and punctuation only: what a split or a bootstrap must not tear apart. */
export function normalisedText(report: string): string {
  return report
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
