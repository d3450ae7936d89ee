export * from './embedder/embedder.ts';
export * from './text/index.ts';
