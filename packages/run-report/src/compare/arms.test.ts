import { describe, expect, it } from 'vitest';
import type { RunFiles } from '../run-files.ts';
import { armsOf } from './arms.ts';

const run = (name: string, seed: number, steps = 9) =>
  ({ dir: name, name, experiment: { name, seed, align: { steps } } }) as unknown as RunFiles;
const names = (...runs: readonly RunFiles[]) => armsOf(runs).map(({ name }) => name);

describe('the name of runs that differ by their seed alone', () => {
  it.each([
    [['demo-seed-0', 'demo-seed-1'], 'demo'],
    [['demo.seed-0.steps-90', 'demo.seed-1.steps-90'], 'demo.steps-90'],
    [['demo.steps-90.seed-10', 'demo.steps-90.seed-20'], 'demo.steps-90'],
    [['seed-0.steps-90', 'seed-1.steps-90'], 'steps-90'],
    [['0', '1'], '0'],
  ])('of %j is %s', (of, expected) => {
    expect(names(...of.map((name, seed) => run(name, seed)))).toEqual([expected]);
  });

  it('tells arms of a grid apart', () => {
    const grid = [450, 900].flatMap((steps) => [0, 1].map((seed) => run(`a.seed-${seed}.steps-${steps}`, seed, steps)));
    expect(names(...grid)).toEqual(['a.steps-450', 'a.steps-900']);
  });
});
