import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { tinyFolder } from './support/tiny.ts';

/** `ingest` alone finishes a run of this name within a second. */
const upTo = ['--until', 'segment'];

describe('a finished run', () => {
  const cwd = tinyFolder();
  const run = (...args: string[]) => totalfm(args, { cwd });
  const artifacts = () => readdirSync(join(cwd, 'runs/.artifacts')).sort();
  /** Every byte that the run shows, through its links. */
  const shown = (name: string) =>
    Object.fromEntries(
      readdirSync(join(cwd, 'runs', name), { recursive: true, encoding: 'utf8' })
        .map((path) => [path, join(cwd, 'runs', name, path)] as const)
        .filter(([, file]) => statSync(file).isFile())
        .map(([path, file]) => [path, createHash('sha256').update(readFileSync(file)).digest('hex')]),
    );
  beforeAll(async () => {
    expect(await run('run', 'tiny.yaml')).toMatchObject({ code: 0 });
  });

  it('keeps its name from other experiments, which may take another or wait to replace it', async () => {
    const before = shown('tiny');
    const refused = await run('run', 'tiny.yaml', '--set', 'cohort.seed=6', ...upTo, '--json');
    expect(refused.code).not.toBe(0);
    const { error } = jsonOf(refused) as unknown as { error: { code: string; where: object; fix: string } };
    expect(error).toMatchObject({ code: 'TFM_RUN_NAME_TAKEN', where: { file: join(cwd, 'runs/tiny') } });
    expect(error.fix).toMatch(/--name.*--replace/);
    expect(shown('tiny')).toEqual(before);

    expect(await run('run', 'tiny.yaml', '--set', 'cohort.seed=6', ...upTo, '--name', 'other')).toMatchObject({
      code: 0,
    });
    expect(shown('tiny')).toEqual(before);
    expect(JSON.parse(readFileSync(join(cwd, 'runs/other/experiment.json'), 'utf8'))).toMatchObject({
      name: 'other',
      cohort: { seed: 6 },
    });

    expect(await run('run', 'tiny.yaml', '--set', 'cohort.seed=6', ...upTo, '--name', 'third')).toMatchObject({
      code: 0,
    });
    const replaced = await run('run', 'tiny.yaml', '--set', 'cohort.seed=7', ...upTo, '--name', 'third', '--replace');
    expect(replaced, replaced.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(cwd, 'runs/third/experiment.json'), 'utf8'))).toMatchObject({
      cohort: { seed: 7 },
    });
  });

  it.each([[[]], [['--replace']], [['--name', 'wide']]])(
    'loses nothing to one whose components do not fit, which fails before any exam is opened: %j',
    async (more) => {
      const before = [shown('tiny'), artifacts()];
      // Other exams, so that nothing which is there already could stand for them.
      const misfit = ['--set', 'vision.dim=97', '--set', 'cohort.seed=77'];
      const failed = await run('run', 'tiny.yaml', ...misfit, ...more);
      expect(failed.code).not.toBe(0);
      expect(failed.stderr).toMatch(more.length > 0 ? /TFM_VISION_OPTIONS[\s\S]*vision\.dim/ : /TFM_RUN_NAME_TAKEN/);
      expect(failed.stderr).not.toMatch(/^(ingest|segment) /m);
      expect([shown('tiny'), artifacts()]).toEqual(before);
      expect(existsSync(join(cwd, 'runs/wide'))).toBe(false);
    },
  );
});
