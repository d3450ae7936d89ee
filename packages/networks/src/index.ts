export * from './embedder/embedder.ts';
