import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sameGrid, voxelToWorld, type Triple, type Volume, type VoxelArray } from '@totalfm/core';
import { expectCodedError, expectVolume } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeNifti, labelBoxes, labelTableOf, readNifti, readNiftiFile, suspectCt, writeNifti } from '../index.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-nifti-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** A NIfTI-1 writer that shares nothing with the package: every byte by the offsets of `nifti1.h`. */
interface RawNifti {
  dim?: readonly number[];
  datatype?: number;
  bytes?: number;
  /** Puts voxel `index` at byte `at`. */
  put?: (view: DataView, at: number, index: number, little: boolean) => void;
  little?: boolean;
  pixdim?: readonly number[];
  slope?: number;
  intercept?: number;
  qform?: { code: number; quaternion: Triple; offset: Triple };
  sform?: { code: number; rows: readonly number[] };
  units?: number;
  voxelOffset?: number;
  magic?: string;
}

const plainRows = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function rawNifti(raw: RawNifti = {}): Buffer {
  const {
    dim = [3, 2, 2, 2, 1, 1, 1, 1],
    datatype = 4,
    bytes = 2,
    little = true,
    pixdim = [1, 1, 1, 1, 0, 0, 0, 0],
    voxelOffset = 352,
  } = raw;
  const voxels = dim.slice(1, dim[0] + 1).reduce((product, edge) => product * edge, 1);
  const view = new DataView(new ArrayBuffer(voxelOffset + Math.max(0, voxels) * bytes));
  view.setInt32(0, 348, little);
  dim.forEach((edge, i) => view.setInt16(40 + 2 * i, edge, little));
  view.setInt16(70, datatype, little);
  view.setInt16(72, bytes * 8, little);
  pixdim.forEach((value, i) => view.setFloat32(76 + 4 * i, value, little));
  view.setFloat32(108, voxelOffset, little);
  view.setFloat32(112, raw.slope ?? 1, little);
  view.setFloat32(116, raw.intercept ?? 0, little);
  view.setUint8(123, raw.units ?? 2);
  const { qform, sform = qform ? undefined : { code: 1, rows: plainRows } } = raw;
  view.setInt16(252, qform?.code ?? 0, little);
  view.setInt16(254, sform?.code ?? 0, little);
  [...(qform?.quaternion ?? [0, 0, 0]), ...(qform?.offset ?? [0, 0, 0])].forEach((value, i) =>
    view.setFloat32(256 + 4 * i, value, little),
  );
  sform?.rows.forEach((value, i) => view.setFloat32(280 + 4 * i, value, little));
  const out = Buffer.from(view.buffer);
  out.write(raw.magic ?? 'n+1\0', 344, 'latin1');
  const put = raw.put ?? ((target, at, index) => target.setInt16(at, index * 10 - 30, little));
  for (let index = 0; index < voxels; index++) put(view, voxelOffset + index * bytes, index, little);
  return out;
}

let files = 0;
function fileOf(bytes: Uint8Array, extension = 'nii'): string {
  const path = join(dir, `${files++}.${extension}`);
  writeFileSync(path, bytes);
  return path;
}

const types: ReadonlyArray<
  readonly [
    string,
    number,
    number,
    (view: DataView, at: number, value: number, little: boolean) => void,
    new (...args: never[]) => VoxelArray,
  ]
> = [
  ['int8', 256, 1, (v, at, x) => v.setInt8(at, x), Int8Array],
  ['uint8', 2, 1, (v, at, x) => v.setUint8(at, x), Uint8Array],
  ['int16', 4, 2, (v, at, x, le) => v.setInt16(at, x, le), Int16Array],
  ['uint16', 512, 2, (v, at, x, le) => v.setUint16(at, x, le), Int16Array],
  ['int32', 8, 4, (v, at, x, le) => v.setInt32(at, x, le), Int16Array],
  ['uint32', 768, 4, (v, at, x, le) => v.setUint32(at, x, le), Int16Array],
  ['int64', 1024, 8, (v, at, x, le) => v.setBigInt64(at, BigInt(x), le), Int16Array],
  ['float32', 16, 4, (v, at, x, le) => v.setFloat32(at, x + 0.5, le), Float32Array],
  ['float64', 64, 8, (v, at, x, le) => v.setFloat64(at, x + 0.1, le), Float64Array],
];

describe('reading', () => {
  for (const [name, datatype, bytes, set, ArrayType] of types) {
    it(`reads ${name} in both byte orders, plain and gzipped`, async () => {
      const fraction = { float32: 0.5, float64: 0.1 }[name] ?? 0;
      for (const little of [true, false]) {
        const raw = rawNifti({ datatype, bytes, little, put: (view, at, index) => set(view, at, index * 7, little) });
        for (const path of [fileOf(raw), fileOf(gzipSync(raw), 'nii.gz'), fileOf(raw, 'nii.gz')]) {
          const { data } = await readNifti(path);
          expect(data).toBeInstanceOf(ArrayType);
          expect([...data]).toEqual([0, 7, 14, 21, 28, 35, 42, 49].map((value) => value + fraction));
        }
      }
    });
  }

  it('applies slope and intercept once, and takes 0 and NaN as none', async () => {
    const values = async (slope: number, intercept: number) => {
      const { data } = await readNifti(fileOf(rawNifti({ slope, intercept })));
      return { type: data.constructor.name, first: data[0], last: data[7] };
    };
    expect(await values(1, -1024)).toEqual({ type: 'Int16Array', first: -1054, last: -984 });
    expect(await values(2, 1)).toEqual({ type: 'Int16Array', first: -59, last: 81 });
    expect(await values(0.25, 0)).toEqual({ type: 'Float32Array', first: -7.5, last: 10 });
    expect(await values(1000, 0)).toEqual({ type: 'Int32Array', first: -30000, last: 40000 });
  });

  it('leaves values alone where slope or intercept say nothing', async () => {
    for (const [slope, intercept] of [
      [0, 0],
      [0, 500],
      [NaN, NaN],
      [NaN, 0],
      [1, NaN],
    ] as const) {
      expect([...(await readNifti(fileOf(rawNifti({ slope, intercept })))).data]).toEqual([
        -30, -20, -10, 0, 10, 20, 30, 40,
      ]);
    }
  });

  // Affines of nibabel 5.0.0 for these quaternions, offsets and pixdims (RAS; LPS turns the first two rows).
  const nibabel = [
    {
      qfac: 1,
      quaternion: [0.1, -0.2, 0.3] as Triple,
      affine: [
        [0.555, -0.477134, -0.777362, -120.5],
        [0.387313, 0.64, -0.763681, 33.25],
        [0.323209, 0.052378, 2.25, 700],
      ],
    },
    {
      qfac: -1,
      quaternion: [0.5, 0.5, -0.4] as Triple,
      affine: [
        [0.135, 0.773181, -0.457738, -120.5],
        [0.025143, 0.144, 2.457738, 33.25],
        [-0.737321, 0.146476, 0, 700],
      ],
    },
  ];
  for (const { qfac, quaternion, affine } of nibabel) {
    it(`places voxels as nibabel does (qform, qfac ${qfac})`, async () => {
      const path = fileOf(
        rawNifti({
          pixdim: [qfac, 0.75, 0.8, 2.5, 0, 0, 0, 0],
          qform: { code: 1, quaternion, offset: [-120.5, 33.25, 700] },
        }),
      );
      const volume = await readNifti(path);
      expectVolume(volume);
      for (const index of [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ] as Triple[]) {
        const ras = affine.map(([x, y, z, t]) => x * index[0] + y * index[1] + z * index[2] + t);
        const lps = voxelToWorld(volume, index);
        [-ras[0], -ras[1], ras[2]].forEach((value, row) => expect(lps[row]).toBeCloseTo(value, 4));
      }
    });
  }

  it('prefers a set sform, falls back to the qform, and warns where it has to guess', async () => {
    const warnings: string[] = [];
    const origin = async (raw: RawNifti) => {
      warnings.length = 0;
      return (await readNifti(fileOf(rawNifti(raw)), { warn: ({ message }) => warnings.push(message) })).origin;
    };
    const qform = { code: 1, quaternion: [0, 0, 0] as Triple, offset: [10, 20, 30] as Triple };
    const rows = [1, 0, 0, -5, 0, 1, 0, -6, 0, 0, 1, 7];
    expect(await origin({ sform: { code: 2, rows }, qform })).toEqual([5, 6, 7]);
    expect(warnings.join()).toMatch(/disagree/);
    expect(await origin({ sform: { code: 0, rows }, qform })).toEqual([-10, -20, 30]);
    expect(warnings).toEqual([]);
    expect(await origin({ sform: { code: 1, rows: [1, 0.3, 0, -5, 0, 1, 0, -6, 0, 0, 1, 7] }, qform })).toEqual([
      -10, -20, 30,
    ]);
    expect(warnings.join()).toMatch(/sheared/);
    expect(await origin({ sform: { code: 0, rows } })).toEqual([0, 0, 0]);
    expect(warnings.join()).toMatch(/no orientation/);
  });

  it('reads metres and micrometres as millimetres', async () => {
    expect(
      (
        await readNifti(
          fileOf(rawNifti({ units: 1, sform: { code: 1, rows: [0.002, 0, 0, 0.1, 0, 0.002, 0, 0, 0, 0, 0.002, 0] } })),
        )
      ).spacing[0],
    ).toBeCloseTo(2, 6);
    expect(
      (
        await readNifti(
          fileOf(rawNifti({ units: 3, sform: { code: 1, rows: [700, 0, 0, 0, 0, 700, 0, 0, 0, 0, 700, 0] } })),
        )
      ).spacing[0],
    ).toBeCloseTo(0.7, 6);
  });

  it('takes a series of one volume', async () => {
    expect((await readNifti(fileOf(rawNifti({ dim: [4, 2, 2, 2, 1, 1, 1, 1] })))).size).toEqual([2, 2, 2]);
  });

  const sheared = { code: 1, rows: [1, 0.3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
  const packed = gzipSync(
    rawNifti({
      dim: [3, 40, 40, 40, 1, 1, 1, 1],
      put: (view, at, index) => view.setInt16(at, (index * 7919) % 997, true),
    }),
  );
  const damaged = Buffer.from(packed);
  for (let i = 2000; i < 2040; i++) damaged[i] ^= 0xff;
  const bad: ReadonlyArray<readonly [string, Uint8Array, string]> = [
    ['an empty file', Buffer.alloc(0), 'TFM_NIFTI_FORMAT'],
    ['a web page', Buffer.from('<!DOCTYPE html><html>not found</html>'), 'TFM_NIFTI_FORMAT'],
    ['DICOM', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(1000)]), 'TFM_NIFTI_FORMAT'],
    ['a gzipped text', gzipSync(Buffer.from('hello'.repeat(500))), 'TFM_NIFTI_FORMAT'],
    ['an ANALYZE header', rawNifti({ magic: '\0\0\0\0' }), 'TFM_NIFTI_FORMAT'],
    ['a header of a pair', rawNifti({ magic: 'ni1\0' }), 'TFM_NIFTI_FORMAT'],
    ['a plain file cut short', rawNifti().subarray(0, 360), 'TFM_NIFTI_TRUNCATED'],
    ['a header cut short of its voxels', gzipSync(rawNifti().subarray(0, 350)), 'TFM_NIFTI_TRUNCATED'],
    ['a gzipped file cut short', packed.subarray(0, packed.length >> 1), 'TFM_NIFTI_TRUNCATED'],
    ['a gzipped file without its checksum', packed.subarray(0, packed.length - 8), 'TFM_NIFTI_TRUNCATED'],
    ['a header that promises a terabyte', gzipSync(rawNifti().fill(0x7f, 42, 48)), 'TFM_NIFTI_TRUNCATED'],
    ['damaged compressed data', damaged, 'TFM_NIFTI_CORRUPT'],
    ['colours', rawNifti({ datatype: 128, bytes: 3, put: () => undefined }), 'TFM_NIFTI_DATA_TYPE'],
    ['a time series', rawNifti({ dim: [4, 2, 2, 2, 3, 1, 1, 1] }), 'TFM_NIFTI_DIMENSIONS'],
    ['a negative edge', rawNifti({ dim: [3, 2, -2, 2, 1, 1, 1, 1] }), 'TFM_NIFTI_DIMENSIONS'],
    ['a sheared grid', rawNifti({ sform: sheared }), 'TFM_NIFTI_GEOMETRY'],
    [
      'a grid that is not a number',
      rawNifti({ sform: { code: 1, rows: plainRows.map(() => NaN) } }),
      'TFM_NIFTI_GEOMETRY',
    ],
  ];
  for (const [what, bytes, code] of bad) {
    it(`has a code for ${what}, and names the file`, async () => {
      const path = fileOf(bytes, 'nii.gz');
      await expectCodedError(readNifti(path), code);
      await readNifti(path).catch((error: Error & { where: { file?: string } }) => {
        expect(error.where.file).toBe(path);
        expect(error.message).toContain(path);
      });
    });
  }

  it('has a code for a file that is not there, and stops when it is told to', async () => {
    await expectCodedError(readNifti(join(dir, 'none.nii.gz')), 'TFM_FILE_MISSING');
    await expectCodedError(readNifti(dir), 'TFM_FILE_MISSING');
    await expectCodedError(readNifti(fileOf(rawNifti()), { signal: AbortSignal.abort() }), 'TFM_CANCELLED');
  });
});

describe('writing', () => {
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  const volumes: Record<string, Volume> = {
    straight: {
      data: Int16Array.from({ length: 24 }, (_, i) => i * 100 - 1000),
      size: [2, 3, 4],
      spacing: [0.7, 0.8, 2.5],
      origin: [-100, 50, 700],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
    oblique: {
      data: Float32Array.from({ length: 24 }, (_, i) => i / 3),
      size: [4, 3, 2],
      spacing: [1, 2, 3],
      origin: [1, 2, 3],
      direction: [c, -s, 0, s, c, 0, 0, 0, 1],
    },
    'left-handed': {
      data: Uint8Array.from({ length: 8 }, (_, i) => i),
      size: [2, 2, 2],
      spacing: [1, 1, 5],
      origin: [0, 0, 0],
      direction: [0, -1, 0, 0, 0, -1, -1, 0, 0],
    },
  };
  for (const [name, volume] of Object.entries(volumes)) {
    it(`gives a ${name} volume back, in NIfTI-1 and NIfTI-2, and by qform alone`, async () => {
      for (const version of [1, 2] as const) {
        const path = join(dir, `${name}-${version}.nii.gz`);
        await writeNifti(path, volume, { version });
        const { header, volume: back } = await readNiftiFile(path);
        expect(header.version).toBe(version);
        expect(back.data).toEqual(volume.data);
        expect(sameGrid(back, volume, 1e-3)).toBe(true);

        const bytes = encodeNifti(volume, { version });
        if (version === 1) bytes.writeInt16LE(0, 254);
        else bytes.writeInt32LE(0, 348);
        expect(sameGrid(await readNifti(fileOf(bytes)), volume, 1e-3)).toBe(true);
      }
    });
  }

  it('writes the same bytes every time', () => {
    expect(encodeNifti(volumes.oblique)).toEqual(encodeNifti(volumes.oblique));
  });
});

const real = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');
describe.skipIf(!existsSync(real))('real CTs', () => {
  it('reads two scans as their README says', async () => {
    const pelvis = await readNifti(join(real, 'abdomen-pelvis-3mm/ct.nii.gz'));
    expect([pelvis.size, pelvis.data.constructor.name, rangeOf(pelvis.data)]).toEqual([
      [122, 101, 112],
      'Int16Array',
      [-1207, 3382],
    ]);
    const ct = await readNifti(join(real, 'abdomen-3mm/ct.nii.gz'));
    expect([...suspectCt(ct), ...suspectCt(pelvis)]).toEqual([]);

    const { volume, extensions } = await readNiftiFile(join(real, 'abdomen-3mm/segmentation.nii.gz'));
    expect(sameGrid(volume, ct)).toBe(true);
    const names = labelTableOf(extensions);
    expect(names?.get(5)).toBe('liver');
    const boxes = labelBoxes(volume);
    expect([boxes.size, boxes.get(5)?.voxels, boxes.get(1)?.voxels]).toEqual([41, 38_634, 9_452]);
  });
});

function rangeOf(data: VoxelArray): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
