export { compareRuns, type RunComparison } from './compare-runs.ts';
export type { ArmLevels } from './compare/arm-levels.ts';
export type { ComparedRow } from './compare/compared-row.ts';
export type { ComparedRun, Comparison } from './compare/comparison.ts';
export type { Curve, CurvePoint, Curves } from './compare/curves.ts';
export type { ComparedEvaluator, ComparedMeasure } from './compare/evaluators.ts';
export type { ExperimentDifference } from './compare/experiments.ts';
export type { TrainingCost } from './compare/training-costs.ts';
export { runReportErrors } from './errors.ts';
export { headlineText } from './headline-text.ts';
export {
  parserPage,
  type ParserMetrics,
  type ParserMetricsTable,
  type ParserMiss,
  type ParserPage,
} from './parser-page.ts';
export * from './review/agreement.ts';
export { reviewPage } from './review/review-page.ts';
export { sweepTextOf } from './sweep-text.ts';
export { sitesPage, type SitesPage, type SiteWorth } from './sites-page.ts';
export { tableFormats, tableRuns, type TableFormat } from './table-runs.ts';
export type { MeasuredTable } from './tables/measure-table.ts';
export type { PaperTable } from './tables/paper-table.ts';
export { threePlanesPng, type ThreePlanes } from './montage/three-planes.ts';
export type { OpenVolume } from './sections/montages.ts';
export * from './written/render/index.ts';
export { writeRunReport, type RunReportOptions } from './write-run-report.ts';
