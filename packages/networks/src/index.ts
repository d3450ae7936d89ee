export * from './convolution/index.ts';
export * from './embedder/embedder.ts';
export * from './text/index.ts';
export * from './errors.ts';
export * from './vision/linear-stem.ts';
export * from './vision/patches.ts';
export * from './vision/voxels.ts';
export * from './weights/from-torch.ts';
