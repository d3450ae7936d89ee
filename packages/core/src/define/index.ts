export * from './component.ts';
export * from './organ.ts';
export * from './plugin.ts';
export * from './schema.ts';
export * from './token.ts';
