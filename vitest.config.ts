import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const folders = ['packages/*/src', 'packages/*/test', 'plugins/*/src', 'scripts'];
const seconds = 1000;

/** A tier of tests, told by the ends of its files' names. A test that takes as long as the limit hangs. */
const tier = (name: string, include: readonly string[], exclude: readonly string[], limit: number) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    exclude: [...configDefaults.exclude, ...exclude],
    benchmark: { include: [] },
    testTimeout: limit,
    hookTimeout: limit,
  },
});
const filesOf = (ending: string) => folders.map((folder) => `${folder}/**/*${ending}`);

/** What a change breaks is asked many times a day: `vitest related` answers by the quick tests, or by the project it is told. */
const related = process.argv.includes('related') && !process.argv.some((argument) => argument.startsWith('--project'));

/** These register a backend with tfjs and reach into ONNX Runtime's binding, once a process. */
const tensors = [
  ...['compute', 'encoders', 'language-models', 'networks', 'report-generators', 'trainers'].map(
    (name) => `packages/${name}/src/**/*.test.ts`,
  ),
  'plugins/backbone-*/src/**/*.test.ts',
];
const unitLimit = 20 * seconds;
/** What quick tests import costs more than they do: where an answer is waited for, files of one worker share it. */
const quick = (name: string, include: readonly string[], exclude: readonly string[] = []) => {
  const { test, ...rest } = tier(name, include, ['**/*.int.test.ts', ...exclude], unitLimit);
  return { ...rest, test: { ...test, isolate: !related } };
};
const unit = quick('unit', filesOf('.test.ts'), tensors);
const unitTensors = quick('unit-tensors', tensors);
const int = tier('int', filesOf('.int.test.ts'), [], 60 * seconds);
const bench = {
  extends: true as const,
  test: {
    name: 'bench',
    include: [],
    benchmark: { include: ['packages/*/src/**/*.bench.ts', 'plugins/*/src/**/*.bench.ts'] },
    testTimeout: 300 * seconds,
    hookTimeout: 300 * seconds,
  },
};

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
    projects: related ? [unit, unitTensors] : [unit, unitTensors, int, bench],
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env.CI ? ['default', './scripts/closing-line-reporter.ts'] : ['default'],
  },
});
