export * from './clinical/index.ts';
export type { Comparison, GeneratedReport, ResampleOptions, RivalReports } from './resample-reports.ts';
export * from './text/index.ts';
