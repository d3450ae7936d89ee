export * from './exam.ts';
export * from './finding.ts';
export * from './organ-pair.ts';
export * from './volume.ts';
