export * from './anatomy/index.ts';
export * from './contracts/index.ts';
export * from './define/index.ts';
export * from './domain/index.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './random.ts';
export * from './tokens.ts';
