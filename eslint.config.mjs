import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

// The boundary rule reads Nx's cached project graph and skips itself, silently, where there is none: make sure of it.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: true });

/** Who may import whom: the layers of ARCHITECTURE.md. */
const layers = [
  { sourceTag: 'layer:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:format', onlyDependOnLibsWithTags: ['layer:core'] },
  { sourceTag: 'layer:foundation', onlyDependOnLibsWithTags: ['layer:core', 'layer:format'] },
  { sourceTag: 'layer:networks', onlyDependOnLibsWithTags: ['layer:core', 'layer:foundation'] },
  { sourceTag: 'layer:data', onlyDependOnLibsWithTags: ['layer:core'] },
  {
    sourceTag: 'layer:component',
    onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:data', 'layer:foundation', 'layer:networks'],
  },
  { sourceTag: 'layer:runtime', onlyDependOnLibsWithTags: ['layer:core', 'layer:format'] },
  {
    sourceTag: 'layer:pipeline',
    onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:data', 'layer:runtime'],
  },
  {
    sourceTag: 'layer:testing',
    onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:data', 'layer:foundation', 'layer:networks'],
  },
  {
    sourceTag: 'layer:plugin',
    onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:data', 'layer:foundation', 'layer:networks'],
  },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['*'] },
];

/** A package may be imported at once by one file and lazily by another: commands load what they need when they run. */
const alsoLazily = ['.*'];
const boundaries = (allow) => [
  'error',
  {
    depConstraints: layers,
    banTransitiveDependencies: false,
    checkDynamicDependenciesExceptions: alsoLazily,
    allow,
  },
];
const buildPreset = '^.*/(tsup\\.base|vitest\\.config)(\\.ts)?$';

/** What the pipeline's bench is run with. */
const benchComponents = ['imaging', 'phantom', 'segmenters', 'report-parsers', 'pairs', 'encoders', 'trainers'].map(
  (name) => `@totalfm/${name}`,
);

/** Dependencies that no source names in an import: loaded by name where they are installed, or the peer of a provider. */
const importedByName = ['@anush008/tokenizers', '@tensorflow/tfjs-node-gpu', 'node-llama-cpp', '@langchain/core'];

/** Files of a package that its build leaves out. */
const notShipped = [
  '{projectRoot}/**/*.test.ts',
  '{projectRoot}/**/*.bench.ts',
  '{projectRoot}/test/**/*',
  '{projectRoot}/src/**/{bench,test-support}/**/*',
  '{projectRoot}/*.config.ts',
];

/** Sources that a package ships; tests and suites of tests list cases, and a case more makes nothing harder to read. */
const shipped = {
  files: ['packages/*/src/**/*.ts', 'plugins/*/src/**/*.ts'],
  ignores: ['**/*.test.ts', '**/*.bench.ts', '**/bench/**', '**/test-support/**', 'packages/testing/src/suites/**'],
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', 'runs/**', 'coverage/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([buildPreset]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'inversify', message: 'inversify is imported in packages/runtime only.' }] },
      ],
    },
  },
  {
    ...shipped,
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.bench.ts', '**/test-support/**/*.ts', 'plugins/*/src/bench/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries([buildPreset, '@totalfm/testing']) },
  },
  {
    // The bench runs the pipeline with its real components; nothing that the package ships knows any.
    files: ['packages/pipeline/src/bench/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries([buildPreset, ...benchComponents]) },
  },
  {
    // What a package imports is what it depends on: a workspace's packages see one another's dependencies, users' do not.
    files: ['{packages,plugins}/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: { '@nx/dependency-checks': ['error', { ignoredFiles: notShipped, ignoredDependencies: importedByName }] },
  },
  { files: ['packages/runtime/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);
