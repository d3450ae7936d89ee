import type { Finding, ParsedReport } from '@totalfm/core';
import type { LabelSet } from './label-set.ts';

/** What of a parsed report tells its labels. */
interface StatedReport extends Omit<ParsedReport, 'findings'> {
  readonly findings: readonly Pick<Finding, 'finding' | 'state'>[];
}

/** The labels of a parsed report, in the set's order: 1 where a finding of the label is present, else 0. */
export function labelReport({ findings }: StatedReport, { labels }: LabelSet): readonly (0 | 1)[] {
  const present = new Set(findings.filter(({ state }) => state === 'present').map(({ finding }) => finding));
  return labels.map((label) => (label.findings.some((id) => present.has(id)) ? 1 : 0));
}
