import { defineConfig, type Options } from 'tsup';

/** One ESM bundle with types for each package; dependencies stay outside of it. */
export const packageBuild = (overrides: Options = {}) =>
  defineConfig({
    entry: ['src/index.ts'],
    format: ['esm'],
    target: 'node20',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: false,
    silent: true,
    ...overrides,
  });
