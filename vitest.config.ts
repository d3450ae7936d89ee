import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const folders = ['packages/*/src', 'packages/*/test', 'plugins/*/src', 'scripts'];
const seconds = 1000;

/** A tier of tests, told by the ends of its files' names. A test that takes as long as the limit hangs. */
const tier = (name: string, ending: string, limit: number, order: number) => ({
  extends: true as const,
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*${ending}`),
    exclude: [...configDefaults.exclude, ...(ending === '.test.ts' ? ['**/*.int.test.ts'] : [])],
    benchmark: { include: [] },
    testTimeout: limit,
    hookTimeout: limit,
    sequence: { groupOrder: order },
  },
});

const quick = tier('unit', '.test.ts', 20 * seconds, 0);
/** What quick tests import costs more than they do: files of one worker share it, so each must leave things as they were. */
const unit = { ...quick, test: { ...quick.test, isolate: false } };
const int = tier('int', '.int.test.ts', 60 * seconds, 1);
const bench = {
  extends: true as const,
  test: {
    name: 'bench',
    include: [],
    benchmark: { include: ['packages/*/src/**/*.bench.ts'] },
    testTimeout: 300 * seconds,
    hookTimeout: 300 * seconds,
    sequence: { groupOrder: 2 },
  },
};

/** What a change breaks is asked many times a day: `vitest related` answers by the quick tests, or by the project it is told. */
const related = process.argv.includes('related') && !process.argv.some((argument) => argument.startsWith('--project'));

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
    projects: related ? [unit] : [unit, int, bench],
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env.CI ? ['default', './scripts/closing-line-reporter.ts'] : ['default'],
  },
});
