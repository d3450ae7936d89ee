import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// The boundary rule reads Nx's cached project graph and skips itself, silently, where there is none: make sure of it.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: true });

/** Who may import whom: the layers of ARCHITECTURE.md. */
const layers = [
  { sourceTag: 'layer:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:format', onlyDependOnLibsWithTags: ['layer:core'] },
  { sourceTag: 'layer:foundation', onlyDependOnLibsWithTags: ['layer:core', 'layer:format'] },
  { sourceTag: 'layer:component', onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:foundation'] },
  { sourceTag: 'layer:runtime', onlyDependOnLibsWithTags: ['layer:core', 'layer:format'] },
  { sourceTag: 'layer:pipeline', onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:runtime'] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:foundation'] },
  { sourceTag: 'layer:plugin', onlyDependOnLibsWithTags: ['layer:core', 'layer:format', 'layer:foundation'] },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['*'] },
];

const boundaries = (allow) => ['error', { depConstraints: layers, banTransitiveDependencies: false, allow }];
const buildPreset = '^.*/(tsup\\.base|vitest\\.config)(\\.ts)?$';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', 'runs/**', 'coverage/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([buildPreset]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'inversify', message: 'inversify is imported in packages/runtime only.' }] },
      ],
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries([buildPreset, '@totalfm/testing']) },
  },
  { files: ['packages/runtime/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);
