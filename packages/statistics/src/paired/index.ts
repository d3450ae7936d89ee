export * from './exchanges.ts';
export * from './half-samples.ts';
export * from './holm.ts';
export * from './paired-difference.ts';
export type { PairedCase, PairedScores, ScoreColumn } from './paired-scores.ts';
