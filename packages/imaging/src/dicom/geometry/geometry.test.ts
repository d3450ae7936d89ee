import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelToWorld, type ErrorRecord, type ReadVolumeOptions, type Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader, dicomOptions } from '../dicom-reader.ts';
import { tags } from '../parse/tags.ts';
import { sliceFile, writeSeries, type SliceToWrite } from '../test-support/ct-series.ts';
import { enhancedFile } from '../test-support/enhanced-ct.ts';

const base = mkdtempSync(join(tmpdir(), 'totalfm-dicom-'));
afterAll(() => rmSync(base, { recursive: true }));
let folders = 0;
const folder = () => join(base, String(folders++));

const grid = (slices = 9): Omit<Volume, 'data'> => ({
  size: [12, 10, slices],
  spacing: [0.8, 0.8, 2.5],
  origin: [-100, -90, 300],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});

/** HU that are linear in the place in the patient, so that interpolation is exact. */
const huAt = ([x, y, z]: readonly number[]) => Math.round(5 * (z - 300) + 2 * (x + 100) + (y + 90));

function ramp(geometry = grid()): Volume<Int16Array> {
  const [nx, ny, nz] = geometry.size;
  const data = new Int16Array(nx * ny * nz);
  for (let k = 0, i = 0; k < nz; k++)
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) data[i] = huAt(voxelToWorld(geometry, [x, y, k]));
  return { data, ...geometry };
}

async function open(path: string, options: ReadVolumeOptions & { readonly gaps?: 'refuse' } = {}) {
  const warnings: ErrorRecord[] = [];
  const { gaps, ...reading } = options;
  const reader = createDicomReader(dicomOptions.parse(gaps ? { gaps } : {}));
  const volume = await reader.read(path, { ...reading, warn: (warning) => warnings.push(warning) });
  const { data: _, ...geometry } = volume;
  expect(await reader.header(path, reading)).toEqual(geometry);
  return {
    volume,
    codes: warnings.map(({ code }) => code),
    messages: warnings.map(({ message }) => message).join('\n'),
  };
}

/** Voxels inside of the field of view whose HU is not that of their place. */
const wrong = (volume: Volume, tolerance = 1) => {
  const [nx, ny] = volume.size;
  return Array.from(volume.data).filter((hu, i) => {
    const place = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))] as const;
    return hu !== -1024 && Math.abs(hu - huAt(voxelToWorld(volume, place))) > tolerance;
  }).length;
};

const position = (x: number, y: number, z: number): SliceToWrite['also'] => ({
  [tags.ImagePositionPatient]: ['DS', [x, y, z].map((value) => value.toFixed(4))],
});

describe('a series of slices', () => {
  it('is sorted by place, with the spacing of places, and silently', async () => {
    const ct = ramp();
    const thick = { [tags.SliceThickness]: ['DS', '5'] } as SliceToWrite['also'];
    const { volume, codes } = await open(writeSeries(folder(), ct, () => ({ also: thick })));
    expect(volume).toEqual(ct);
    expect(codes).toEqual([]);
  });

  it('runs along the normal, whichever way the table went', async () => {
    const down = { ...grid(), spacing: [0.8, 0.8, -2.5] as const };
    const { volume } = await open(writeSeries(folder(), ramp(down)));
    expect([volume.spacing[2], volume.origin[2], wrong(volume)]).toEqual([2.5, 280, 0]);
  });

  it('takes rounded places for even ones', async () => {
    const ct = ramp({ ...grid(), spacing: [0.8, 0.8, 1.25] });
    const rounded = (k: number) => ({ also: position(-100, -90, Number((300 + 1.25 * k).toFixed(1))) });
    const { volume, codes } = await open(writeSeries(folder(), ct, rounded));
    expect([volume.spacing[2], codes]).toEqual([1.25, []]);
  });

  it('is interpolated where slices are missing, and says which; or refused', async () => {
    const path = writeSeries(folder(), ramp(), (k) => (k === 4 ? undefined : {}));
    const { volume, codes, messages } = await open(path);
    expect([volume.size[2], wrong(volume), codes]).toEqual([9, 0, ['TFM_DICOM_GAP']]);
    expect(messages).toMatch(/1 slices .* missing at 1 places \(the first after 307.50 mm, a gap of 5 mm where 2.5 mm/);
    await expectCodedError(open(path, { gaps: 'refuse' }), 'TFM_DICOM_GAP');
    const far = writeSeries(folder(), ramp(grid(20)), (k) => (k > 4 && k < 10 ? undefined : {}));
    await expectCodedError(open(far), 'TFM_DICOM_GAP');
  });

  it('is interpolated where gaps are uneven', async () => {
    const places = [0, 2, 5, 7, 10, 12, 15, 18, 20];
    const uneven = places.map((z) => 300 + z);
    const path = folder();
    const slices = places.map((_, k) => ramp({ ...grid(1), origin: [-100, -90, uneven[k]] }));
    slices.forEach((slice, k) => writeSeries(path, slice, () => ({}), `${k}-`));
    const { volume, codes } = await open(path);
    expect([codes, wrong(volume)]).toEqual([['TFM_DICOM_GAP'], 0]);
    expect(volume.origin[2] + volume.spacing[2] * (volume.size[2] - 1)).toBeCloseTo(320, 9);
  });

  it('drops slices that are there twice, and refuses others at one place', async () => {
    const ct = ramp();
    const path = writeSeries(folder(), ct);
    writeFileSync(join(path, 'copy.dcm'), sliceFile(ct, 3));
    const { volume, codes } = await open(path);
    expect([volume, codes]).toEqual([ct, ['TFM_DICOM_DUPLICATE']]);
    writeFileSync(join(path, 'copy.dcm'), sliceFile({ ...ct, data: ct.data.map((hu) => hu + 1) }, 3));
    await expectCodedError(open(path), 'TFM_DICOM_SEVERAL');
    await expectCodedError(open(path, { frame: 0 }), 'TFM_DICOM_SEVERAL');
  });

  it('tells phases in one series apart by what their headers have', async () => {
    const [first, second] = [ramp(), { ...ramp(), data: ramp().data.map((hu) => hu + 50) }];
    for (const [tag, vr, values] of [
      [tags.TemporalPositionIdentifier, 'IS', ['1', '2']],
      [tags.AcquisitionTime, 'TM', ['101500.5', '101540']],
    ] as const) {
      const path = folder();
      [first, second].forEach((ct, i) => writeSeries(path, ct, () => ({ also: { [tag]: [vr, values[i]] } }), `${i}-`));
      expect((await open(path, { frame: 0 })).volume).toEqual(first);
      expect((await open(path, { frame: 1 })).volume).toEqual(second);
      await expectCodedError(open(path), 'TFM_DICOM_SEVERAL');
    }
  });

  it.each([0, 12, -20])('of a gantry tilted by %i degrees is moved back onto right angles', async (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const tilted = { ...grid(), direction: [1, 0, 0, 0, Math.cos(angle), 0, 0, Math.sin(angle), 1] };
    const { volume, codes, messages } = await open(writeSeries(folder(), ramp(tilted)));
    expect(codes).toEqual(degrees === 0 ? [] : ['TFM_DICOM_TILT']);
    if (degrees !== 0) expect(messages).toContain(`drift by ${Math.abs(degrees).toFixed(2)} degrees`);
    // At the edge a voxel is half outside of the field of view.
    const inner = volume.size[0] * volume.size[2] * 4;
    expect(wrong(volume, 2)).toBeLessThan(degrees === 0 ? 1 : inner);
    const inside = Array.from(volume.data).filter((hu) => hu !== -1024).length;
    expect(inside).toBeGreaterThanOrEqual(12 * 9 * 9);
    expect(volume.direction[2] ** 2 + volume.direction[5] ** 2 + volume.direction[8] ** 2).toBeCloseTo(1, 6);
  });

  it('of a tilted gantry has no HU at its edges that are neither of its slices nor outside', async () => {
    const angle = 0.2;
    const tilted = { ...grid(), direction: [1, 0, 0, 0, Math.cos(angle), 0, 0, Math.sin(angle), 1] };
    const even = { ...ramp(tilted), data: ramp(tilted).data.map(() => 100) };
    const { volume } = await open(writeSeries(folder(), even));
    expect(new Set(volume.data)).toEqual(new Set([100, -1024]));
  });

  it('with slices of other sizes or orientations gives the largest group, or nothing', async () => {
    const ct = ramp();
    const path = writeSeries(folder(), ct);
    const coronal = ramp({ ...grid(2), direction: [1, 0, 0, 0, 0, 1, 0, -1, 0] });
    writeSeries(path, coronal, () => ({}), 'coronal-');
    const { volume, codes, messages } = await open(path);
    expect([volume, codes]).toEqual([ct, ['TFM_DICOM_MIXED']]);
    expect(messages).toContain('9 of 12 × 10 with normal (0, 0, 1); 2 of 12 × 10 with normal (0, 1, 0)');
    writeSeries(path, ramp({ ...grid(9), size: [8, 10, 9] }), () => ({}), 'small-');
    await expectCodedError(open(path), 'TFM_DICOM_MIXED');
  });

  it('with directions that are off is straightened with a warning, or refused', async () => {
    const off = (by: number): SliceToWrite => ({
      also: { [tags.ImageOrientationPatient]: ['DS', ['1', '0', '0', String(by), '1', '0']] },
    });
    expect((await open(writeSeries(folder(), ramp(), () => off(0.005)))).codes).toEqual(['TFM_DICOM_GEOMETRY']);
    expect((await open(writeSeries(folder(), ramp(), () => off(0.0001)))).codes).toEqual([]);
    for (const by of [0.1, 7])
      await expectCodedError(open(writeSeries(folder(), ramp(), () => off(by))), 'TFM_DICOM_GEOMETRY');
  });

  it.each([
    ['no positions', { [tags.ImagePositionPatient]: undefined }],
    ['no orientation', { [tags.ImageOrientationPatient]: undefined }],
    ['no spacing', { [tags.PixelSpacing]: undefined }],
    ['a spacing of 0', { [tags.PixelSpacing]: ['DS', '0\\0'] }],
    ['a position that is no number', { [tags.ImagePositionPatient]: ['DS', '1\\two\\3'] }],
  ] as const)('with %s is refused', async (_, also) => {
    await expectCodedError(
      open(writeSeries(folder(), ramp(), () => ({ also: also as SliceToWrite['also'] }))),
      'TFM_DICOM_GEOMETRY',
    );
  });

  it('of one slice has the thickness that it states, or says that it states none', async () => {
    const one = ramp(grid(1));
    expect((await open(writeSeries(folder(), one))).volume).toEqual(one);
    const bare = writeSeries(folder(), one, () => ({ also: { [tags.SliceThickness]: undefined } }));
    const { volume, codes } = await open(bare);
    expect([volume.spacing[2], codes]).toEqual([1, ['TFM_DICOM_GEOMETRY']]);
  });
});

describe('values of a series', () => {
  it('outside of the field of view are −1024', async () => {
    const ct = ramp();
    const padded = { ...ct, data: ct.data.map((hu, i) => (i % 12 < 2 ? -2000 : hu)) };
    const also = {
      [tags.PixelPaddingValue]: ['SS', -2000],
      [tags.RescaleIntercept]: ['DS', '-1024'],
    } as SliceToWrite['also'];
    const { volume } = await open(writeSeries(folder(), padded, () => ({ also })));
    expect(Array.from(volume.data)).toEqual(Array.from(ct.data, (hu, i) => (i % 12 < 2 ? -1024 : hu - 1024)));
    const range = { ...also, [tags.PixelPaddingRangeLimit]: ['SS', -1500] } as SliceToWrite['also'];
    const ranged = { ...padded, data: padded.data.map((hu, i) => (i % 12 === 0 ? -1700 : hu)) };
    expect((await open(writeSeries(folder(), ranged, () => ({ also: range })))).volume).toEqual(volume);
  });

  it('that padding lies among by mistake are left alone', async () => {
    const also = { [tags.PixelPaddingValue]: ['SS', 40] } as SliceToWrite['also'];
    expect((await open(writeSeries(folder(), ramp(), () => ({ also })))).volume).toEqual(ramp());
  });

  it('are rescaled slice by slice', async () => {
    const ct = ramp();
    const path = writeSeries(folder(), ct, (k) => ({
      also: { [tags.RescaleSlope]: ['DS', String(1 + k)], [tags.RescaleIntercept]: ['DS', String(-k)] },
    }));
    const area = 120;
    const expected = ct.data.map((hu, i) => hu * (1 + Math.floor(i / area)) - Math.floor(i / area));
    expect((await open(path)).volume.data).toEqual(expected);
    const fractions = writeSeries(folder(), ct, (k) => ({
      also: { [tags.RescaleSlope]: ['DS', k < 5 ? '1' : '0.5'] },
    }));
    const { data } = (await open(fractions)).volume;
    expect(data).toEqual(Float32Array.from(ct.data, (hu, i) => (Math.floor(i / area) < 5 ? hu : hu / 2)));
  });

  it('that are certainly no HU are told', async () => {
    const none = {
      [tags.RescaleSlope]: undefined,
      [tags.RescaleIntercept]: undefined,
      [tags.PixelRepresentation]: ['US', 0],
    } as SliceToWrite['also'];
    expect((await open(writeSeries(folder(), ramp(), () => ({ also: none })))).codes).toEqual(['TFM_DICOM_RESCALE']);
    const air = { ...ramp(), data: ramp().data.map((_, i) => (i % 3 ? -1000 : 40)) };
    const twice = { [tags.RescaleIntercept]: ['DS', '-1024'] } as SliceToWrite['also'];
    const { messages } = await open(writeSeries(folder(), air, () => ({ also: twice })));
    expect(messages).toContain('the intercept of -1024 was applied already');
    const clipped = { ...air, data: air.data.map((hu) => Math.max(0, hu)) };
    expect((await open(writeSeries(folder(), clipped))).messages).toContain('negative HU were cut off');
    expect((await open(writeSeries(folder(), air))).codes).toEqual([]);
  });
});

describe('an enhanced multi-frame image', () => {
  const order = [3, 0, 8, 1, 2, 7, 6, 5, 4];
  const file = (bytes: Buffer) => {
    const path = `${folder()}.dcm`;
    writeFileSync(path, bytes);
    return path;
  };

  it('is sorted by the places of its frames, each with its own slope and intercept', async () => {
    const ct = ramp();
    expect((await open(file(enhancedFile(ct, order)))).volume).toEqual(ct);
    expect((await open(file(enhancedFile(ct, order, { counted: true, syntax: '' })))).volume).toEqual(ct);
    const rescaled = await open(file(enhancedFile(ct, order, { rescale: (k) => [2, k] })));
    expect(rescaled.volume.data).toEqual(ct.data.map((hu, i) => 2 * hu + Math.floor(i / 120)));
  });

  it('is oblique, too', async () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const oblique = ramp({ ...grid(), direction: [1, 0, 0, 0, c, -s, 0, s, c] });
    const { volume } = await open(file(enhancedFile(oblique, order)));
    expect(wrong(volume)).toBe(0);
  });

  it('of time points gives the one that is asked for', async () => {
    const [first, second] = [ramp(), { ...ramp(), data: ramp().data.map((hu) => hu + 7) }];
    const both = { ...first, data: Int16Array.from([...first.data, ...second.data]), size: [12, 10, 18] as const };
    const frames = Array.from({ length: 18 }, (_, i) => i);
    const path = file(enhancedFile(both, frames, { place: (k) => k % 9, time: (k) => 1 + Math.floor(k / 9) }));
    expect((await open(path, { frame: 0 })).volume).toEqual(first);
    expect((await open(path, { frame: 1 })).volume).toEqual(second);
    await expectCodedError(open(path), 'TFM_DICOM_SEVERAL');
  });

  it('without places of its frames is refused', async () => {
    const also = { [tags.NumberOfFrames]: ['IS', '9'] } as SliceToWrite['also'];
    await expectCodedError(
      open(file(sliceFile(ramp(), 0, { also, pixels: new Uint8Array(9 * 240) }))),
      'TFM_DICOM_GEOMETRY',
    );
  });
});

const real = join(
  process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../../shared/data'),
  'ct/liver-dicom/series',
);
describe.skipIf(!existsSync(real))('a real series (skipped where the test data are absent)', () => {
  it('has the spacing of its positions, not its slice thickness of 1.25 mm, and air outside of the field of view', async () => {
    const { volume, codes } = await open(real);
    expect([volume.size, volume.spacing[2].toFixed(4), codes]).toEqual([[512, 512, 3], '1.0000', []]);
    expect(Array.from(volume.data).reduce((low, hu) => Math.min(low, hu), 0)).toBe(-1024);
  });
});
