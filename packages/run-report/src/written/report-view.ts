import type { StatementEvidence } from '@totalfm/core';
import type { RunMetrics } from '@totalfm/run-format';
import { words } from '../format.ts';
import type { HtmlPart } from '../html.ts';
import { reportsDetailsOf } from './reports-details.ts';
import type { FindingNumbers } from './finding-numbers.ts';

/** What the pages of a report need beside it. */
export interface ReportView {
  /** `renal_cyst` → `renal cyst` */
  nameOf(finding: string): string;
  readonly numbers: FindingNumbers;
  /** What stands over the sections of a written report: the next below what it stands in. */
  readonly heading: 'h3' | 'h5';
  /** Pictures of the slices that a statement rests on; nothing where there are none. */
  picturesOf(evidence: StatementEvidence): HtmlPart;
}

/** Findings by the names that evaluators give them. */
export function findingNames(metrics: RunMetrics): (finding: string) => string {
  const names = new Map(
    Object.values(metrics).flatMap((one) => {
      const named = reportsDetailsOf(one)?.byFinding ?? one.targets;
      return named.map(({ id, name }) => [id, name] as const);
    }),
  );
  return (finding) => names.get(finding) ?? words(finding);
}
