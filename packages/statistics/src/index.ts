export * from './auroc.ts';
export * from './average-precision.ts';
export * from './bootstrap.ts';
export * from './confusion.ts';
export * from './f1.ts';
export * from './ranking.ts';
export * from './roc.ts';
export * from './threshold.ts';
