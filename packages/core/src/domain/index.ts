export * from './exam.ts';
export * from './finding.ts';
export * from './organ-pair.ts';
export * from './organ-volume.ts';
export * from './parsed-report.ts';
export * from './side.ts';
export * from './triple.ts';
export * from './volume.ts';
