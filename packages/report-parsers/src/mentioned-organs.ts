import type { AnatomyTerms, Finding } from '@totalfm/core';

/** Organs of the experiment that findings speak of, in the experiment's order. */
export function mentionedOrgans({ organs }: AnatomyTerms, findings: readonly Finding[]): readonly string[] {
  const mentioned = new Set(findings.map(({ organ }) => organ));
  return organs.map(({ organ }) => organ).filter((organ) => mentioned.has(organ));
}

/** Findings in the order of the report. */
export const byPlace = ({ sentence: one }: Finding, { sentence: other }: Finding): number =>
  one.start - other.start || one.end - other.end;
