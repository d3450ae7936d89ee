export * from './convolution/index.ts';
export * from './embedder/embedder.ts';
