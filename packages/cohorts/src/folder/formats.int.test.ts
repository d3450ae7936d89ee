import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolumeFiles, type VolumeReader } from '@totalfm/core';
import { createNiftiReader, encodeNifti, readNifti } from '@totalfm/imaging';
import { expectCodedError, testTorso } from '@totalfm/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createFolderCohort, folderOptions } from './index.ts';

const { ct, labelMap } = testTorso();
const [ctBytes, labelBytes] = [encodeNifti(ct), encodeNifti(labelMap.volume)];
const base = await mkdtemp(join(tmpdir(), 'totalfm-formats-'));
afterAll(() => rm(base, { recursive: true }));

/** A header that names the file with its voxels, which is a NIfTI file here: as NRRD and MetaImage may be. */
const detached: VolumeReader = {
  id: 'detached',
  version: '1',
  format: 'Detached',
  extensions: ['.dhdr'],
  recognizes: ({ head }) => Buffer.from(head).toString('latin1').startsWith('DETACHED'),
  read: (path) => readNifti(`${path}.raw`),
  header: (path) => readNifti(`${path}.raw`),
  files: async (path) => [path, `${path}.raw`],
};

/** A folder with a file `1.slice`, as DICOM series are folders. */
const series: VolumeReader = {
  id: 'series',
  version: '1',
  format: 'Series',
  extensions: [],
  recognizes: ({ kind, names }) => kind === 'folder' && names.includes('1.slice'),
  read: (path) => readNifti(join(path, '1.slice')),
  header: (path) => readNifti(join(path, '1.slice')),
};

const [onlyNifti, all] = [
  createVolumeFiles([createNiftiReader()]),
  createVolumeFiles([createNiftiReader(), detached, series]),
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(base, 'root-'));
});

async function put(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

const cohort = (files = all, options = {}) => createFolderCohort(folderOptions.parse({ root, ...options }), files);
const exam = (files = all, options = {}) => cohort(files, options).open('a');
const revisions = async (files = all) => (await cohort(files).list())[0].revisions;

describe('image formats in a folder cohort', () => {
  it('finds a CT and a label map by what is in them, among notes', async () => {
    for (const name of ['ct.nii', 'ct.nii.gz', 'ct.scan', 'ct']) {
      await rm(join(root, 'a'), { recursive: true, force: true });
      const labels = name.replace('ct', 'segmentation');
      await put({
        [`a/${name}`]: ctBytes,
        [`a/${labels}`]: labelBytes,
        'a/ct.json': '{}',
        'a/segmentation.txt': 'by me',
      });
      expect((await (await exam(onlyNifti)).ct()).data, name).toEqual(ct.data);
      expect((await (await exam(onlyNifti)).labelMap?.())?.volume.data, name).toEqual(labelMap.volume.data);
    }
  });

  it('finds what a plugin’s readers know, with nothing changed here', async () => {
    await put({ 'a/ct.dhdr': 'DETACHED', 'a/ct.dhdr.raw': ctBytes, 'a/segmentation/1.slice': labelBytes });
    // The data of a header is a NIfTI file in this test: only its own name keeps it from being a CT of its own.
    await expectCodedError((await exam()).ct(), 'TFM_FOLDER_SEVERAL');
    expect((await (await exam(all, { ct: 'ct.dhdr' })).ct()).data).toEqual(ct.data);
    expect((await (await exam()).labelMap?.())?.volume.data).toEqual(labelMap.volume.data);
    await put({ 'b/ct/1.slice': ctBytes });
    expect((await (await cohort().open('b')).ct()).data).toEqual(ct.data);
    await expectCodedError((await cohort(onlyNifti).open('b')).ct(), 'TFM_VOLUME_FORMAT');
  });

  it('reads the time point that it is told to', async () => {
    const two = Buffer.concat([ctBytes, Buffer.alloc(ctBytes.length - 352)]);
    two.writeInt16LE(4, 40);
    two.writeInt16LE(2, 48);
    await put({ 'a/ct.nii': two });
    await expectCodedError((await exam(onlyNifti)).ct(), 'TFM_NIFTI_DIMENSIONS');
    expect((await (await exam(onlyNifti, { frame: 0 })).ct()).data).toEqual(ct.data);
    expect((await (await exam(onlyNifti, { frame: 1 })).ct()).data.some((hu) => hu !== 0)).toBe(false);
  });

  it('says why there is no CT', async () => {
    await put({ 'a/ct.txt': 'See the archive.', 'a/report.txt': 'Normal.' });
    await expect((await exam()).ct()).rejects.toMatchObject({ code: 'TFM_VOLUME_FORMAT', where: { exam: 'a' } });
    await put({ 'a/ct.json': '{}' });
    await expect((await exam()).ct()).rejects.toThrow(/has no ct: ct.json, ct.txt are of no known format \(NIfTI/);
    await put({ 'a/ct.nii': ctBytes, 'a/ct.nii.gz': ctBytes });
    await expect((await exam()).ct()).rejects.toMatchObject({ code: 'TFM_FOLDER_SEVERAL', where: { option: 'ct' } });
    expect((await (await exam(all, { ct: 'ct.nii' })).ct()).data).toEqual(ct.data);
    await expectCodedError((await exam(all, { ct: 'scan' })).ct(), 'TFM_FOLDER_CT_MISSING');
  });

  it('names masks by what is left of their names, and leaves notes out', async () => {
    await put({
      'a/segmentation/liver.nii': labelBytes,
      'a/segmentation/README': 'x',
      'a/segmentation/.DS_Store': 'x',
    });
    await put({ 'a/segmentation/my.organ.nii.gz': labelBytes });
    expect([...((await (await exam()).labelMap?.())?.names.values() ?? [])]).toEqual(['liver', 'my.organ']);
    await put({ 'a/segmentation/liver.nii.gz': labelBytes });
    await expectCodedError((await exam()).labelMap?.() as Promise<unknown>, 'TFM_FOLDER_MASKS');
  });
});

describe('revisions of exams', () => {
  it('follow detached data, folders of slices and of masks, and are `none` for a missing part', async () => {
    await put({ 'a/ct.dhdr': 'DETACHED', 'a/ct.dhdr.raw': 'not an image', 'a/segmentation/liver.nii': labelBytes });
    const before = await revisions();
    expect(before).toMatchObject({ report: 'none', truth: 'none' });
    await put({ 'a/ct.dhdr.raw': 'not an Image' });
    const changed = await revisions();
    expect(changed).toEqual({ ...before, ct: changed?.ct });
    expect(changed?.ct).not.toBe(before?.ct);
    await put({ 'a/segmentation/note.txt': 'x' });
    expect(await revisions()).toEqual(changed);
    await rename(join(root, 'a/segmentation/liver.nii'), join(root, 'a/segmentation/spleen.nii'));
    expect((await revisions())?.labels).not.toBe(before?.labels);
    await put({ 'b/ct/1.slice': ctBytes, 'b/ct/2.slice': 'two' });
    const [, b] = await cohort().list();
    await put({ 'b/ct/2.slice': 'Two' });
    expect((await cohort().list())[1].revisions?.ct).not.toBe(b.revisions?.ct);
  });

  it('know the version of the reader, and no other reader', async () => {
    await put({ 'a/ct.nii': ctBytes, 'a/report.txt': 'x' });
    const before = await revisions(onlyNifti);
    expect(await revisions(all)).toEqual(before);
    const next = createVolumeFiles([{ ...createNiftiReader(), version: '2' }]);
    expect(await revisions(next)).toEqual({ ...before, ct: expect.not.stringMatching(before?.ct ?? '') as string });
  });

  it('change once something that could not be read can be', async () => {
    await put({ 'a/ct.nii': '<html>not found', 'a/exam.json': '{', 'a/report.txt': 'x' });
    await symlink(join(root, 'nowhere'), join(root, 'a/segmentation.nii'));
    const seen = [await revisions()];
    await put({ 'a/ct.nii': ctBytes });
    seen.push(await revisions());
    await put({ 'a/exam.json': '{"patient": "a"}' });
    seen.push(await revisions());
    expect(new Set(seen.map((each) => each?.ct)).size).toBe(3);
    expect(seen.map((each) => each?.report)).toEqual([seen[0]?.report, seen[0]?.report, expect.any(String)]);
    expect(seen[2]?.report).not.toBe(seen[0]?.report);
    await expectCodedError((await exam()).labelMap?.() as Promise<unknown>, 'TFM_FILE_MISSING');
  });
});
