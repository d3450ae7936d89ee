export { clinicalMetrics, compareClinically, type ClinicalMetrics, type ClinicalOptions } from './clinical-metrics.ts';
export { compareReports, type FindingOutcome, type Outcome, type ReportComparison } from './compare-reports.ts';
export type { FindingMetrics } from './finding-metrics.ts';
export type { BinaryMetrics, LabelMetrics } from './label-metrics.ts';
export type { StatedReport, Statement } from './statements.ts';
