export * from './embedder/embedder.ts';
export * from './errors.ts';
export * from './vision/linear-stem.ts';
export * from './vision/mask-inputs.ts';
export * from './vision/patches.ts';
export * from './vision/voxels.ts';
export * from './vision/windows.ts';
export * from './weights/from-torch.ts';
