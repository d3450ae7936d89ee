import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCohort, describeComponent, expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, listen, niftiFiles, torso, torsoLabels, writeTree } from '../test-support/test-cohort.ts';
import { createTotalSegmentatorCohort, totalSegmentatorCohort, totalSegmentatorOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-totalsegmentator-'));
const root = join(base, 'data');
afterAll(() => rm(base, { recursive: true }));

const cohortOf = (options: Record<string, unknown> = {}) =>
  createTotalSegmentatorCohort(totalSegmentatorOptions.parse({ root, ...options }), niftiFiles);
const mask = (number: number) => ({ ...torsoLabels, data: torsoLabels.data.map((label) => Number(label === number)) });
const meta = 'image_id;age;gender;institute;study_type;split\n';

beforeAll(async () => {
  for (const id of ['s0004', 's0011', 's1366'])
    await writeTree(join(root, id), {
      'ct.nii.gz': torso,
      'segmentations/liver.nii.gz': mask(5),
      'segmentations/kidney_left.nii.gz': mask(3),
    });
  await writeTree(root, {
    'meta.csv': `\ufeff${meta}s0004;60;m;A;ct thorax, abdomen;train\ns0011;65;f;B;"ct; neck";val\ns1366;;;C;ct;test\n`,
    'notes/readme.txt': 'x',
  });
});

describeComponent(totalSegmentatorCohort);
describeCohort('totalsegmentator', {
  make: () => cohortOf(),
  onDisk: {
    root,
    open: (copy) => cohortOf({ root: copy }),
    exam: { id: 's0011', folder: 's0011', files: { ct: 'ct.nii.gz', labels: 'segmentations/liver.nii.gz' } },
  },
});

describe('totalsegmentator', () => {
  it('has the splits of its table and the masks as one label map, and no reports', async () => {
    const cohort = cohortOf();
    expect((await cohort.list()).map(({ id, split }) => [id, split])).toEqual([
      ['s0004', 'train'],
      ['s0011', 'validation'],
      ['s1366', 'test'],
    ]);
    const exam = await cohort.open('s0004');
    const labels = await exam.labelMap?.();
    expect(labels?.volume.data).toEqual(torsoLabels.data);
    expect([...(labels?.names ?? [])]).toEqual([
      [3, 'kidney_left'],
      [5, 'liver'],
    ]);
    const { heard, warn } = listen();
    expect([await exam.report(undefined, warn), exam.truth, heard]).toEqual([undefined, undefined, []]);
  });

  it('keeps what is wrong to its subject', async () => {
    const dir = join(base, 'broken');
    for (const id of ['s1', 's2', 's3', 's4', 's5']) await writeTree(join(dir, id), { 'ct.nii.gz': torso });
    await mkdir(join(dir, 's6'));
    await writeTree(dir, {
      'meta.csv': `${meta}s1;;;;;train\ns2;;;;;later\ns3;;\ns5;;;;;val\ns5;;;;;test\ns6;;;;;val`,
    });
    const cohort = cohortOf({ root: dir });
    expect(await failuresOf(cohort)).toEqual([
      's2 open TFM_COHORT_SPLIT 3',
      's3 open TFM_COHORT_ROW 4',
      's4 open TFM_COHORT_SPLIT',
      's5 open TFM_COHORT_ID_TWICE 6',
      's6 ct TFM_FILE_MISSING',
    ]);
    expect(await failuresOf(cohortOf({ root: dir, split: 'test' }))).toEqual(['s6 ct TFM_FILE_MISSING']);
    await writeTree(dir, { 'meta.csv': 'image;age\n' });
    await expect(cohortOf({ root: dir }).list()).rejects.toThrow(
      /no column `image_id`, `split`; it has `image`, `age`/,
    );
    await expectCodedError(cohortOf({ root: join(dir, 's1') }).list(), 'TFM_COHORT_ROOT');
  });
});
