export * from './bottleneck.ts';
export * from './convolution.ts';
export * from './fold-batch-norm.ts';
export * from './group-norm.ts';
export * from './max-pool.ts';
export * from './resnet.ts';
