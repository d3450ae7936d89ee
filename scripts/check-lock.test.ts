import { expect, it } from 'vitest';
import { unlockedOptionalDependencies } from './check-lock.ts';

it('finds optional dependencies that are not locked, wherever npm may have put them', () => {
  const packages = {
    '': { optionalDependencies: { here: '1' } },
    'node_modules/here': { optionalDependencies: { 'here-linux': '1', nested: '1', '@scope/gone': '1' } },
    'node_modules/here-linux': {},
    'node_modules/here/node_modules/nested': {},
    'packages/ours': { optionalDependencies: { here: '1', 'gone-too': '1' } },
  };
  expect(unlockedOptionalDependencies({ packages })).toEqual([
    'node_modules/here > @scope/gone',
    'packages/ours > gone-too',
  ]);
});
