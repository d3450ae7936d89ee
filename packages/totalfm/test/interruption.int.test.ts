import type { ChildProcess } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { totalfm } from './support/cli.ts';
import { artifactDigests, resultDigests } from './support/digests.ts';
import { tinyFolder } from './support/tiny.ts';

/** Stages that tell of their progress; `segment` has nothing to do where label maps lie with the exams. */
const stages = ['ingest', 'parse', 'pair', 'pretrain', 'align', 'evaluate'] as const;

/** Sends one signal, when stderr first says this. */
function once(said: RegExp, signal: NodeJS.Signals) {
  let sent = false;
  return (text: string, child: ChildProcess) => {
    if (sent || !said.test(text)) return;
    sent = true;
    child.kill(signal);
  };
}

describe('a run that does not get to its end', () => {
  const whole = tinyFolder();

  it('killed in each stage in turn and resumed, ends with the same bytes as one that never was', async () => {
    expect(await totalfm(['run', 'tiny.yaml'], { cwd: whole })).toMatchObject({ code: 0 });

    const cwd = tinyFolder();
    for (const [index, stage] of stages.entries()) {
      const killed = await totalfm(index === 0 ? ['run', 'tiny.yaml'] : ['resume', 'tiny'], {
        cwd,
        onStderr: once(new RegExp(`^${stage} [1-9]`, 'm'), 'SIGKILL'),
      });
      expect({ stage, signal: killed.signal }).toEqual({ stage, signal: 'SIGKILL' });
    }
    expect(await totalfm(['resume', 'tiny'], { cwd })).toMatchObject({ code: 0 });
    expect(resultDigests(cwd, 'tiny')).toEqual(resultDigests(whole, 'tiny'));
  });

  it('stopped by Ctrl-C says how to go on, exits with 130, and goes on', async () => {
    const cwd = tinyFolder();
    const stopped = await totalfm(['run', 'tiny.yaml'], { cwd, onStderr: once(/^align [2-9]/m, 'SIGINT') });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('totalfm resume runs/tiny');
    expect(stopped.stdout).toBe('');
    expect(await totalfm(['resume', 'runs/tiny'], { cwd })).toMatchObject({ code: 0 });
    expect(resultDigests(cwd, 'tiny')).toEqual(resultDigests(whole, 'tiny'));
  });

  it('stopped at once by a second Ctrl-C dies of it, as shells expect, and goes on', async () => {
    const cwd = tinyFolder();
    const kill = once(/^align [2-9]/m, 'SIGINT');
    const again = once(/Ctrl-C again/, 'SIGINT');
    const stopped = await totalfm(['run', 'tiny.yaml'], {
      cwd,
      onStderr(text, child) {
        kill(text, child);
        again(text, child);
      },
    });
    expect(stopped).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(await totalfm(['resume', 'tiny'], { cwd })).toMatchObject({ code: 0 });
    expect(resultDigests(cwd, 'tiny')).toEqual(resultDigests(whole, 'tiny'));
  });

  it('on worker threads gives the same bytes as in one process', async () => {
    const cwd = tinyFolder();
    expect(await totalfm(['run', 'tiny.yaml', '--set', 'compute.workers=2', '--until', 'pair'], { cwd })).toMatchObject(
      { code: 0 },
    );
    const [one, two] = [artifactDigests(whole), artifactDigests(cwd)];
    expect(Object.keys(two).length).toBeGreaterThan(3);
    for (const [path, digest] of Object.entries(two)) expect(one[path], path).toBe(digest);
  });
});
