import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { totalfm } from './support/cli.ts';
import { artifactDigests } from './support/digests.ts';
import { tinyExperiment, tinyFolder } from './support/tiny.ts';

const disk = mkdtempSync(join(tmpdir(), 'totalfm-disk-'));
const mounted = mount('size=600k');

/** A small file system of its own; only root may make one. */
function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
});

describe.skipIf(!mounted)('a full disk', () => {
  const upToPairs = ['run', 'tiny.yaml', '--until', 'pair'];

  it('has a code, and a remedy', async () => {
    writeFileSync(join(disk, 'tiny.yaml'), tinyExperiment);
    const full = await totalfm(upToPairs, { cwd: disk });
    expect(full.code).toBe(1);
    expect(full.stderr).toContain('TFM_DISK_FULL');
    expect(full.stderr).toContain('fix:');
  });

  it('leaves nothing half-written behind, and the run goes on when there is room', async () => {
    execFileSync('mount', ['-o', 'remount,size=50m', disk]);
    expect(await totalfm(upToPairs, { cwd: disk })).toMatchObject({ code: 0 });
    const whole = tinyFolder();
    expect(await totalfm(upToPairs, { cwd: whole })).toMatchObject({ code: 0 });
    expect(artifactDigests(disk)).toEqual(artifactDigests(whole));
  });
});
