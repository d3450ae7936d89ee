import { copyFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fingerprintFile, fingerprintLargeFile, fingerprintOf } from './index.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-fingerprint-'));
afterAll(() => rm(dir, { recursive: true }));

async function of(bytes: Uint8Array, name = 'file'): Promise<string> {
  await writeFile(join(dir, name), bytes);
  return fingerprintLargeFile(join(dir, name));
}

describe('fingerprints', () => {
  it('see a change at the start, in the middle and at the end of a large file, and its length', async () => {
    const bytes = Buffer.alloc(1_000_001, 7);
    const seen = new Set([await of(bytes)]);
    for (const at of [0, 65_535, 500_000, 1_000_000 - 65_535, 1_000_000]) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      seen.add(await of(changed));
    }
    seen.add(await of(bytes.subarray(1)));
    expect(seen.size).toBe(7);
    const between = Buffer.from(bytes);
    between[100_000] ^= 1;
    expect(await of(between)).toBe(await of(bytes));
  });

  it('see every byte of a small file', async () => {
    const bytes = Buffer.alloc(150_000, 7);
    const before = await of(bytes);
    for (const at of [0, 70_000, 100_000, 149_999]) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      expect(await of(changed)).not.toBe(before);
    }
    expect(await of(Buffer.alloc(0))).toMatch(/^[0-9a-f]{32}$/);
  });

  it('do not see names and times', async () => {
    const before = await of(Buffer.from('report'));
    const whole = await fingerprintFile(join(dir, 'file'));
    await copyFile(join(dir, 'file'), join(dir, 'copy'));
    await utimes(join(dir, 'copy'), 0, 0);
    expect(await fingerprintLargeFile(join(dir, 'copy'))).toBe(before);
    expect(await fingerprintFile(join(dir, 'copy'))).toBe(whole);
    await writeFile(join(dir, 'copy'), 'reporT');
    expect(await fingerprintFile(join(dir, 'copy'))).not.toBe(whole);
  });

  it('tell lists of texts apart, and have a code for a file that is not there', async () => {
    expect(fingerprintOf(['a', 'b'])).not.toBe(fingerprintOf(['ab']));
    expect(fingerprintOf(['a:1', 'b'])).toBe(fingerprintOf(['a:1', 'b']));
    for (const work of [fingerprintFile, fingerprintLargeFile])
      await expect(work(join(dir, 'none'))).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
  });
});
