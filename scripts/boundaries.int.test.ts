import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** The layers of ARCHITECTURE.md hold only as long as breaking them fails the lint. */
describe('module boundaries', () => {
  const eslint = new ESLint({ cwd: new URL('..', import.meta.url).pathname });
  const violations = async (filePath: string, specifier: string) => {
    const code = `import * as other from '${specifier}';\nexport const used = other;\n`;
    const [result] = await eslint.lintText(code, { filePath });
    return result.messages.map((message) => message.ruleId);
  };
  const layers = '@nx/enforce-module-boundaries';

  it.each([
    ['a component', 'packages/pairs/src/x.ts', 'another', '@totalfm/evaluators'],
    ['a component', 'packages/pairs/src/x.ts', 'runtime', '@totalfm/runtime'],
    ['core', 'packages/core/src/x.ts', 'a foundation', '@totalfm/imaging'],
    ['core', 'packages/core/src/x.ts', 'what is data', '@totalfm/anatomy'],
    ['a component', 'packages/report-parsers/src/x.ts', 'the phantom', '@totalfm/phantom'],
    ['the pipeline', 'packages/pipeline/src/x.ts', 'a component', '@totalfm/pairs'],
    ['the run format', 'packages/run-format/src/x.ts', 'a foundation', '@totalfm/imaging'],
    ['a plugin', 'plugins/organ-thyroid/src/x.ts', 'a component', '@totalfm/cohorts'],
    ['a component', 'packages/pairs/src/x.ts', 'a relative path out of its package', '../../evaluators/src/index.ts'],
    ['a component', 'packages/pairs/src/x.ts', 'the test suites, outside a test', '@totalfm/testing'],
  ])('%s (%s) may not import %s (%s)', async (_from, filePath, _what, specifier) => {
    expect(await violations(filePath, specifier)).toEqual([layers]);
  });

  it('only the runtime imports inversify', async () => {
    expect(await violations('packages/pairs/src/x.ts', 'inversify')).toEqual(['no-restricted-imports']);
    expect(await violations('packages/runtime/src/x.ts', 'inversify')).toEqual([]);
  });

  it.each([
    ['a dependency that is not imported', { yaml: '2.9.1' }, 1],
    ['an import without its dependency', { '@totalfm/core': undefined }, 1],
    ['a version that is not installed', { '@totalfm/core': '9.0.0' }, 1],
    ['what it imports', {}, 0],
  ])('a package depends on what it imports: %s', async (_what, change, errors) => {
    const filePath = 'packages/statistics/package.json';
    const manifest = JSON.parse(readFileSync(new URL(`../${filePath}`, import.meta.url), 'utf8'));
    const text = JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, ...change } });
    const [result] = await eslint.lintText(text, { filePath });
    expect(result.messages.map((message) => message.ruleId)).toEqual(
      Array.from({ length: errors }, () => '@nx/dependency-checks'),
    );
  });

  it.each([
    ['packages/pairs/src/x.ts', '@totalfm/imaging'],
    ['packages/phantom/src/x.ts', '@totalfm/anatomy'],
    ['packages/pipeline/src/x.ts', '@totalfm/anatomy'],
    ['packages/pipeline/src/bench/x.ts', '@totalfm/pairs'],
    ['plugins/organ-thyroid/src/x.ts', '@totalfm/anatomy'],
    ['packages/pairs/src/x.test.ts', '@totalfm/testing'],
    ['packages/runtime/src/x.ts', '@totalfm/run-format'],
    ['packages/totalfm/src/x.ts', '@totalfm/evaluators'],
  ])('%s may import %s', async (filePath, specifier) => {
    expect(await violations(filePath, specifier)).toEqual([]);
  });
});
