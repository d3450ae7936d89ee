import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Tests run on the sources: `@totalfm/x` is `packages/x/src`, and nothing needs a build but the CLI's own tests. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@totalfm\/plugin-([a-z0-9-]+)$/, replacement: `${root}plugins/$1/src/index.ts` },
      { find: /^@totalfm\/([a-z0-9-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^totalfm$/, replacement: `${root}packages/totalfm/src/index.ts` },
    ],
  },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'plugins/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    benchmark: { include: ['packages/*/src/**/*.bench.ts'] },
    pool: 'forks',
    maxWorkers: 2,
    // Tests start real processes; a loaded machine may be ten times slower than an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: process.env.CI ? ['default', './scripts/closing-line-reporter.ts'] : ['default'],
  },
});
