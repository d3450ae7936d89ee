export { runReportErrors } from './errors.ts';
export { writeRunReport, type RunReportOptions } from './write-run-report.ts';
export type { OpenVolume } from './sections/montages.ts';
