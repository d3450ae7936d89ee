import { parseCircular, parseDependencyTree } from 'dpdm';
import { describe, expect, it } from 'vitest';

/** Of two files, one can be read first. Types count: a circle of types is as hard to take apart as one of values. */
describe('imports', () => {
  it('run in no circles, within and between packages', async () => {
    const sources = ['packages/*/src/**/*.ts', 'plugins/*/src/**/*.ts'];
    const context = new URL('..', import.meta.url).pathname;
    const tree = await parseDependencyTree(sources, { context, tsconfig: `${context}tsconfig.json`, transform: false });
    // Packages are followed into their sources, not to what a build left.
    const { '@totalfm/core': core } = Object.fromEntries(
      (tree['packages/anatomy/src/whole-scan.ts'] ?? []).map(({ request, id }) => [request, id]),
    );
    expect(core).toBe('packages/core/src/index.ts');
    expect(parseCircular(tree).map((circle) => circle.join(' → '))).toEqual([]);
  });
});
