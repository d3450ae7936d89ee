import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolumeFiles, type VolumeFiles } from '@totalfm/core';
import { createNiftiReader, encodeNifti } from '@totalfm/imaging';
import { testTorso } from '@totalfm/testing';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFolderCohort, folderOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-revision-cache-'));
afterAll(() => rm(base, { recursive: true }));

const nifti = createVolumeFiles([createNiftiReader()]);
const ct = encodeNifti(testTorso().ct);
let [root, cache] = ['', ''];
beforeEach(async () => {
  const dir = await mkdtemp(join(base, 'case-'));
  [root, cache] = [join(dir, 'root'), join(dir, 'cache')];
  for (const id of ['a', 'b']) {
    await mkdir(join(root, id), { recursive: true });
    await writeFile(join(root, id, 'ct.nii'), ct);
    await writeFile(join(root, id, 'report.txt'), `Report of ${id}.`);
  }
});

/** A list, and which exams it opened files of. */
async function list(at = Date.now() + 60_000, cacheDir: string | undefined = cache) {
  const opened = new Set<string>();
  const files: VolumeFiles = {
    ...nifti,
    readerOf(path, signal) {
      opened.add(path.slice(root.length + 1).split('/')[0]);
      return nifti.readerOf(path, signal);
    },
  };
  const clock = vi.spyOn(Date, 'now').mockReturnValue(at);
  const listing = await createFolderCohort(folderOptions.parse({ root }), files, cacheDir).list();
  clock.mockRestore();
  return { listing, opened: [...opened].sort() };
}

describe('the cache of revisions', () => {
  it('opens no file of an exam that nobody touched, and gives what would be computed', async () => {
    const first = await list();
    expect(first.opened).toEqual(['a', 'b']);
    const second = await list();
    expect(second).toEqual({ listing: first.listing, opened: [] });
    expect((await list(undefined, join(base, 'other'))).listing).toEqual(first.listing);
  });

  it('sees a file that was written to, replaced, added or removed, even with its times put back', async () => {
    const path = join(root, 'b/report.txt');
    await list();
    const { atime, mtime } = await stat(path);
    await writeFile(path, 'Report of B.');
    await utimes(path, atime, mtime);
    expect((await list()).opened).toEqual(['b']);
    await mkdir(join(root, 'b/deep'));
    await writeFile(join(root, 'b/deep/note'), 'x');
    expect((await list()).opened).toEqual(['b']);
    await rm(join(root, 'b/deep/note'));
    expect((await list()).opened).toEqual(['b']);
    expect((await list()).opened).toEqual([]);
  });

  it('does not trust what changed a moment ago, nor what it cannot look at', async () => {
    await list(Date.now());
    expect((await list()).opened).toEqual(['a', 'b']);
    await cp(join(root, 'a'), join(base, 'elsewhere'), { recursive: true });
    await symlink(join(base, 'elsewhere'), join(root, 'a/segmentation'));
    await list();
    expect((await list()).opened).toEqual(['a']);
  });

  it('passes over lines that are damaged, and works where it cannot be written', async () => {
    const { listing } = await list();
    const [name] = await readdir(join(cache, 'folder-cohort'));
    const path = join(cache, 'folder-cohort', name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -20));
    expect(await list()).toEqual({ listing, opened: ['b'] });
    expect((await list(undefined, '/dev/null/nowhere')).listing).toEqual(listing);
  });
});
