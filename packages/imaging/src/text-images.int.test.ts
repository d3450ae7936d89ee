import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeVolumeReader, expectCodedError, expectSameImage, int16Image, testGrids } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createMetaImageReader, createNrrdReader } from './index.ts';
import { bytesOf, metaImageOf, nrrdOf, type Image } from './test-support/write-text-images.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-text-images-'));
afterAll(() => rmSync(dir, { recursive: true }));

const put = (path: string, bytes: Uint8Array) => {
  writeFileSync(path, bytes);
  return path;
};

describeVolumeReader('nrrd (attached, gzip, RAS)', {
  make: createNrrdReader,
  write: async (dir, name, { volume, names }) =>
    put(join(dir, `${name}.nrrd`), nrrdOf([volume], { encoding: 'gzip', space: 'right-anterior-superior', names })),
  writeSeries: async (dir, name, images) => put(join(dir, `${name}.nrrd`), nrrdOf(images as readonly Image[], {})),
  lacks: ['scaling'],
});

describeVolumeReader('metaimage (.mha, compressed)', {
  make: createMetaImageReader,
  write: async (dir, name, { volume }) => {
    const { header, stored } = metaImageOf([volume], 'LOCAL', true);
    return put(join(dir, `${name}.mha`), Buffer.concat([header, stored]));
  },
  writeSeries: async (dir, name, images) => {
    const { header, stored } = metaImageOf(images as readonly Image[], 'LOCAL', false);
    return put(join(dir, `${name}.mha`), Buffer.concat([header, stored]));
  },
  lacks: ['scaling', 'names'],
});

describe('text headers with their voxels beside them', () => {
  const image = int16Image(testGrids.oblique);

  it('are read, and say which files they are', async () => {
    const nrrd = nrrdOf([image], {}).toString('latin1');
    const end = nrrd.indexOf('\n\n');
    const nhdr = put(join(dir, 'a.nhdr'), Buffer.from(`${nrrd.slice(0, end)}\ndata file: voxels.raw\n`, 'latin1'));
    const mhd = put(join(dir, 'b.mhd'), metaImageOf([image], 'voxels.raw', false).header);
    const raw = put(join(dir, 'voxels.raw'), bytesOf(image));
    for (const [reader, path] of [
      [createNrrdReader(), nhdr],
      [createMetaImageReader(), mhd],
    ] as const) {
      expectSameImage(await reader.read(path), image);
      expect(await reader.files?.(path)).toEqual([path, raw]);
    }
  });

  it('never lead out of their folder, nor to several files', async () => {
    for (const name of ['/etc/hostname', '../voxels.raw', 'LIST', 'slice%03d.raw 1 9 1']) {
      const path = put(join(dir, 'c.mhd'), metaImageOf([image], name, false).header);
      await expectCodedError(createMetaImageReader().read(path), 'TFM_IMAGE_FORMAT');
    }
  });
});

it('joins overlapping segments of 3D Slicer, each by its name', async () => {
  const layer = (label: number): Image => ({
    ...testGrids.straight,
    data: new Uint8Array(120).fill(label, 0, 40 * label),
  });
  const names = new Map([
    [1, 'liver'],
    [2, 'spleen'],
  ]);
  const bytes = nrrdOf([layer(1), layer(2)], { names }).toString('latin1');
  const path = join(dir, 'layers.seg.nrrd');
  put(path, Buffer.from(bytes.replace('LabelValue:=2', 'LabelValue:=2\nSegment1_Layer:=1'), 'latin1'));
  const { volume, names: read } = (await createNrrdReader().readLabelMap?.(path)) ?? {};
  expect(read).toEqual(names);
  expect([0, 60, 100].map((voxel) => volume?.data[voxel])).toEqual([2, 2, 0]);
});

const python = process.env.TOTALFM_PEER_PYTHON ?? 'python3';
const hasItk = spawnSync(python, ['-c', 'import SimpleITK']).status === 0;

describe.skipIf(!hasItk)('as SimpleITK writes (skipped where TOTALFM_PEER_PYTHON has none)', () => {
  it.each(['nrrd', 'nhdr', 'mha', 'mhd', 'nii.gz'])('reads %s to the voxel', (ending) => {
    const path = join(dir, `itk.${ending}`);
    execFileSync(python, ['-c', itkScript, path]);
    return expectItk(path, ending);
  });
});

const itkScript = `
import sys, json, SimpleITK as sitk, math
image = sitk.Image([7, 6, 5], sitk.sitkInt16)
for k in range(5):
    for j in range(6):
        for i in range(7):
            image[i, j, k] = i * 100 - j * 10 + k
c, s = math.cos(0.3), math.sin(0.3)
image.SetDirection([c, 0, s, 0, -1, 0, s, 0, -c])
image.SetSpacing([0.7, 0.8, 2.5])
image.SetOrigin([-100.5, 20.25, 300])
sitk.WriteImage(image, sys.argv[1], True)
`;

async function expectItk(path: string, ending: string): Promise<void> {
  const { createNiftiReader } = await import('./index.ts');
  const reader =
    ending.startsWith('n') && ending !== 'nii.gz'
      ? createNrrdReader()
      : ending === 'nii.gz'
        ? createNiftiReader()
        : createMetaImageReader();
  expect(readFileSync(path).length).toBeGreaterThan(0);
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  const volume = await reader.read(path);
  expect([...volume.data].slice(0, 9)).toEqual([0, 100, 200, 300, 400, 500, 600, -10, 90]);
  expect([volume.size, volume.data.length]).toEqual([[7, 6, 5], 210]);
  [c, 0, s, 0, -1, 0, s, 0, -c].forEach((value, i) => expect(volume.direction[i]).toBeCloseTo(value, 5));
  [-100.5, 20.25, 300].forEach((value, i) => expect(volume.origin[i]).toBeCloseTo(value, 4));
  [0.7, 0.8, 2.5].forEach((value, i) => expect(volume.spacing[i]).toBeCloseTo(value, 5));
}
