export * from './finding-scorer.ts';
export * from './prompts.ts';
export * from './vectors.ts';
