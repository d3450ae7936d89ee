import type { ReportOutcome, WrittenReport } from '@totalfm/core';

/** Who wrote of an exam, and what; without a report where it failed. */
export interface Author {
  /** `retrieval` */
  readonly name: string;
  /** What it is called where there is little room. */
  readonly short?: string;
  readonly report?: WrittenReport;
  readonly outcomes?: readonly ReportOutcome[];
}
