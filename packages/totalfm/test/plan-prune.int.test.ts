import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyFolder } from './support/tiny.ts';

interface StagePlan {
  readonly stage: string;
  readonly action: string;
  readonly because: readonly string[];
  readonly artifact: string;
}

describe('artifacts of runs', () => {
  const cwd = tinyFolder();
  const run = (...args: string[]) => totalfm(args, { cwd });
  const artifacts = () => readdirSync(join(cwd, 'runs/.artifacts')).filter((name) => /-[0-9a-f]{16}$/.test(name));
  const planOf = async (...args: string[]) => {
    const result = await run('plan', 'tiny.yaml', '--json', ...args);
    expect(result.code, result.stderr).toBe(0);
    return (jsonOf(result) as unknown as { stages: readonly StagePlan[] }).stages;
  };
  const changes = (plan: readonly StagePlan[]) =>
    plan.filter(({ action }) => action !== 'reuse').map(({ stage, action, because }) => [stage, action, because]);
  const stages = ['ingest', 'segment', 'volumes', 'parse', 'pair', 'pretrain', 'align', 'evaluate'];

  let first: readonly StagePlan[];
  beforeAll(async () => {
    first = await planOf();
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
    expect(await run('run', 'tiny.yaml', '--until', 'pair')).toMatchObject({ code: 0 });
  });

  it('are planned: all before the first run, then what is missing', async () => {
    expect(changes(first)).toEqual(stages.map((stage) => [stage, 'run', []]));
    const plan = await planOf();
    expect(plan.map(({ stage }) => stage)).toEqual(stages);
    expect(changes(plan)).toEqual(stages.slice(5).map((stage) => [stage, 'run', []]));
    expect(
      plan
        .slice(0, 5)
        .map(({ artifact }) => artifact)
        .sort(),
    ).toEqual(artifacts().sort());
    expect(await planOf('--until', 'parse')).toHaveLength(4);
  });

  it('are planned with what has changed, in the words of the experiment', async () => {
    const before = artifacts();
    expect(changes(await planOf('--set', 'parser.wholeScan=true', '--until', 'pair'))).toEqual([]);
    expect(changes(await planOf('--set', 'parser.wholeScan=false', '--until', 'pair'))).toEqual([
      ['parse', 'run', ['parser.wholeScan']],
      ['pair', 'run', ['parser.wholeScan', 'report']],
    ]);
    expect((await run('plan', 'tiny.yaml', '--set', 'parser.wholeScan=false')).stdout).toMatch(
      /^parse +run +\S+ +parser\.wholeScan$/m,
    );
    expect(artifacts()).toEqual(before);
    const unknown = await run('plan', 'tiny.yaml', '--until', 'alignn');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/TFM_USAGE[\s\S]*align/)]);
    const misfit = await run('plan', 'tiny.yaml', '--set', 'vision.dim=97');
    expect([misfit.code, misfit.stderr]).toEqual([2, expect.stringContaining('TFM_VISION_OPTIONS')]);
  });

  it('are made anew on demand, with what reads them', async () => {
    const before = artifacts();
    const anew = [
      ['parse', 'run', ['--redo parse']],
      ['pair', 'run', ['report']],
    ];
    expect(changes(await planOf('--redo', 'parse', '--until', 'pair'))).toEqual(anew);
    expect(artifacts()).toEqual(before);
    expect(await run('run', 'tiny.yaml', '--until', 'pair', '--redo', 'parse')).toMatchObject({ code: 0 });
    expect(changes(await planOf('--until', 'pair'))).toEqual([]);
    expect(artifacts()).toHaveLength(before.length + 2);
    const unknown = await run('plan', 'tiny.yaml', '--redo', 'parsse');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/TFM_REDO_STAGE[\s\S]*ingest, segment/)]);
    expect(await run('prune', '--remove')).toMatchObject({ code: 0 });
  });

  it('are pruned where no run uses them, and only with --remove', async () => {
    const listOf = async (...args: string[]) => {
      const result = await run('prune', '--json', ...args);
      expect(result.code, result.stderr).toBe(0);
      return jsonOf(result) as unknown as {
        removed: boolean;
        bytes: number;
        artifacts: { name: string; bytes: number }[];
      };
    };
    expect(await listOf()).toEqual({ removed: false, bytes: 0, artifacts: [] });
    const used = artifacts();
    expect(
      await run('run', 'tiny.yaml', '--name', 'other', '--set', 'cohort.seed=6', '--until', 'segment'),
    ).toMatchObject({
      code: 0,
    });
    const all = artifacts();
    rmSync(join(cwd, 'runs/other'), { recursive: true });

    const unused = all.filter((name) => !used.includes(name)).sort();
    expect(unused).toHaveLength(2);
    const dry = await listOf();
    expect(dry).toMatchObject({
      removed: false,
      artifacts: unused.map((name) => ({ name, bytes: expect.any(Number) })),
    });
    expect(dry.bytes).toBeGreaterThan(0);
    expect(dry.bytes).toBe(dry.artifacts.reduce((sum, { bytes }) => sum + bytes, 0));
    expect((await run('prune')).stdout).toContain('--remove deletes them');
    expect(artifacts()).toEqual(all);

    expect(await listOf('--remove')).toEqual({ ...dry, removed: true });
    expect(artifacts().sort()).toEqual(used.sort());
    expect(changes(await planOf('--until', 'pair'))).toEqual([]);
  });
});
