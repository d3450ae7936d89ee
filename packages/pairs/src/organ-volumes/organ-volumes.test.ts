import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  mapTriple,
  type AnatomyStructures,
  type LabelMap,
  type OrganVolume,
  type Triple,
  type Volume,
  type VolumeCutter,
  type VoxelArray,
  partName,
  wholeExam,
} from '@totalfm/core';
import { builtInOrgans, totalSegmentatorNames } from '@totalfm/anatomy';
import { readNifti, reorient, resampleToSize } from '@totalfm/imaging';
import { expectCodedError, testAnatomy, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createOrganVolumes, organVolumesOptions } from './index.ts';

const torso = testTorso();
const make = (options: Record<string, unknown> = {}, anatomy: AnatomyStructures = testAnatomy) =>
  createOrganVolumes(anatomy, organVolumesOptions.parse({ size: [16, 16, 16], ...options }));
const volumesOf = async (cutter: VolumeCutter, ct: Volume, labelMap: LabelMap) =>
  (await cutter.cut(ct, labelMap)).map(({ volume }) => volume);
const byPart = (volumes: readonly OrganVolume[]) => new Map(volumes.map((volume) => [partName(volume), volume]));
const cut = async (ct: Volume, labelMap: LabelMap, options = {}) =>
  byPart(await volumesOf(make(options), ct, labelMap));
const part = (volumes: ReadonlyMap<string, OrganVolume>, name: string) => volumes.get(name) as OrganVolume;

/** Lays a canonical volume along other axes: voxel axis a of the result runs along patient axis `order[a]`, backwards where `flip[a]`. */
function laid<Data extends VoxelArray>(volume: Volume<Data>, order: Triple, flip: readonly boolean[]): Volume<Data> {
  const size = mapTriple(order, (axis) => volume.size[axis]);
  const data = volume.data.slice() as Data;
  const strides = [1, volume.size[0], volume.size[0] * volume.size[1]];
  for (let voxel = 0; voxel < data.length; voxel++) {
    const index = [voxel % size[0], Math.floor(voxel / size[0]) % size[1], Math.floor(voxel / (size[0] * size[1]))];
    data[voxel] =
      volume.data[index.reduce((sum, i, a) => sum + strides[order[a]] * (flip[a] ? size[a] - 1 - i : i), 0)];
  }
  const direction = [0, 1, 2].flatMap((row) => order.map((axis, a) => (axis === row ? (flip[a] ? -1 : 1) : 0)));
  const origin = volume.origin.slice();
  order.forEach((axis, a) => (origin[axis] += flip[a] ? (volume.size[axis] - 1) * volume.spacing[axis] : 0));
  return {
    data,
    size,
    spacing: mapTriple(order, (axis) => volume.spacing[axis]),
    origin: origin as unknown as Triple,
    direction,
  };
}

describe('organ volumes', () => {
  it('are the same however the scan is stored', async () => {
    const expected = await cut(torso.ct, torso.labelMap);
    for (const [order, flip] of [
      [
        [0, 1, 2],
        [true, true, false],
      ],
      [
        [2, 0, 1],
        [false, true, true],
      ],
      [
        [1, 0, 2],
        [true, false, false],
      ],
    ] as [Triple, boolean[]][]) {
      const ct = laid(torso.ct, order, flip);
      expect(reorient(ct).data).toEqual(torso.ct.data);
      expect(await cut(ct, { ...torso.labelMap, volume: laid(torso.labelMap.volume, order, flip) })).toEqual(expected);
    }
  });

  it('keep left and right: a mirrored patient gives mirrored volumes on the other side', async () => {
    const mirror = <Data extends VoxelArray>(volume: Volume<Data>): Volume<Data> => ({
      ...laid(volume, [0, 1, 2], [true, false, false]),
      origin: volume.origin,
      direction: volume.direction,
    });
    const labels = mirror(torso.labelMap.volume);
    const swapped = {
      ...labels,
      data: Uint8Array.from(labels.data, (label) => (label === 2 ? 3 : label === 3 ? 2 : label)),
    };
    const [straight, mirrored] = [
      await cut(torso.ct, torso.labelMap),
      await cut(mirror(torso.ct), { ...torso.labelMap, volume: swapped }),
    ];
    for (const [side, other] of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      const [a, b] = [part(straight, `kidney_${side}`), part(mirrored, `kidney_${other}`)];
      const back = mirror({
        data: b.hu,
        size: b.size,
        spacing: [1, 1, 1],
        origin: [0, 0, 0],
        direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      });
      a.hu.forEach((hu, voxel) => expect(Math.abs(hu - back.data[voxel])).toBeLessThanOrEqual(1));
      expect(a.organMl).toBe(b.organMl);
    }
  });

  it('show the organ in the middle of its box, with the margin around it in millimetres', async () => {
    const liver = part(await cut(torso.ct, torso.labelMap), 'liver');
    // 17 × 15 × 13 voxels of 4 × 4 × 6 mm; a margin of 10 mm is 3, 3 and 2 voxels.
    expect(liver.organExtentMm).toEqual([68, 60, 78]);
    expect(liver.extentMm).toEqual([92, 84, 102]);
    const at = (x: number, y: number, z: number) => x + 16 * (y + 16 * z);
    expect(liver.hu[at(8, 8, 8)]).toBeGreaterThan(55);
    expect(liver.hu[at(0, 0, 0)]).toBe(-100);
    expect([liver.mask?.[at(8, 8, 8)], liver.mask?.[at(0, 0, 0)]]).toEqual([1, 0]);
    expect(
      part(await cut(torso.ct, torso.labelMap, { minExtentMm: [120, 0, 0] }), 'liver').extentMm[0],
    ).toBeGreaterThanOrEqual(120 - 8);
  });

  it('lie where the organ lies, whichever way the scan is stored; nobody knows where in an oblique one', async () => {
    const oblique = { direction: [1, 0, 0, 0, 0.8, -0.6, 0, 0.6, 0.8] };
    const mirrored = <Data extends VoxelArray>(volume: Volume<Data>) => laid(volume, [2, 0, 1], [false, true, true]);
    for (const turn of [mirrored, <Data extends VoxelArray>(volume: Volume<Data>) => volume]) {
      const labels = { ...torso.labelMap, volume: turn(torso.labelMap.volume) };
      for (const { volume, originMm } of await make({ size: [20, 10, 16] }).cut(turn(torso.ct), labels)) {
        // The mask's centre of mass, in millimetres of the patient.
        const sums = [0, 0, 0, 0];
        volume.mask!.forEach((inside, voxel) => {
          const [nx, ny] = volume.size;
          const at = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))];
          if (inside) [...at, 1].forEach((value, place) => (sums[place] += value));
        });
        const centre = originMm!.map((mm, a) => mm + (volume.extentMm[a] / volume.size[a]) * (sums[a] / sums[3]));
        const expected = { liver: [-32, -8, 20], kidney_left: [32, 24, -51], kidney_right: [-36, 32, -16] }[
          partName(volume)
        ]!;
        centre.forEach((mm, a) => expect(Math.abs(mm - expected[a])).toBeLessThan(3));
      }
    }
    const tilted = { ...torso.labelMap, volume: { ...torso.labelMap.volume, ...oblique } };
    for (const { originMm } of await make().cut({ ...torso.ct, ...oblique }, tilted)) expect(originMm).toBeUndefined();
  });

  it('hide the surroundings where the context says so', async () => {
    const [box, mask, dilated] = [
      await cut(torso.ct, torso.labelMap),
      await cut(torso.ct, torso.labelMap, { context: 'mask' }),
      await cut(torso.ct, torso.labelMap, { context: 'dilate', dilateMm: 8 }),
    ];
    const air = (volumes: ReadonlyMap<string, OrganVolume>) =>
      part(volumes, 'liver').hu.filter((hu) => hu === -1024).length;
    const fat = (volumes: ReadonlyMap<string, OrganVolume>) =>
      part(volumes, 'liver').hu.filter((hu) => hu === -100).length;
    expect([air(box), fat(mask)]).toEqual([0, 0]);
    expect(air(mask)).toBeGreaterThan(air(dilated));
    expect(air(dilated)).toBeGreaterThan(0);
    expect(fat(dilated)).toBeGreaterThan(0);
    for (const volumes of [mask, dilated]) expect(part(volumes, 'liver').mask).toEqual(part(box, 'liver').mask);
  });

  it('keep a bright point that is far smaller than a voxel of theirs', async () => {
    const data = torso.ct.data.slice();
    data[12 + 40 * (16 + 36 * 15)] = 3000;
    const options = { size: [8, 8, 8] };
    const withPoint = part(await cut({ ...torso.ct, data }, torso.labelMap, options), 'liver').hu;
    const without = part(await cut(torso.ct, torso.labelMap, options), 'liver').hu;
    expect(Math.max(...withPoint.map((hu, voxel) => hu - without[voxel]))).toBeGreaterThan(20);
  });

  it('take any type of HU, and leave out specks', async () => {
    const expected = await cut(torso.ct, torso.labelMap);
    const float = Float32Array.from(torso.ct.data, (hu) => hu + 0.25);
    float[0] = NaN;
    const found = part(await cut({ ...torso.ct, data: float }, torso.labelMap), 'kidney_right');
    expect(found.hu).toEqual(part(expected, 'kidney_right').hu);
    const speck = torso.labelMap.volume.data.slice();
    speck.forEach((label, voxel) => (speck[voxel] = label === 5 ? 0 : label));
    speck[0] = 5;
    expect([
      ...(await cut(torso.ct, { ...torso.labelMap, volume: { ...torso.labelMap.volume, data: speck } })).keys(),
    ]).toEqual(['kidney_left', 'kidney_right']);
  });

  it('join the structures of an organ, and take the scan for the body', async () => {
    const organs = [
      {
        organ: 'kidneys',
        name: 'kidneys',
        structures: ['kidney_left', 'kidney_right', 'kidney_cyst_left'],
        terms: [],
        findings: [],
        normal: [],
      },
      { organ: 'body', name: 'body', structures: 'scan' as const, terms: [], findings: [], normal: [] },
    ];
    const volumes = byPart(await volumesOf(make({}, { organs }), torso.ct, torso.labelMap));
    const single = await cut(torso.ct, torso.labelMap);
    expect(part(volumes, 'kidneys').organMl).toBeCloseTo(
      part(single, 'kidney_left').organMl + part(single, 'kidney_right').organMl,
      9,
    );
    expect(part(volumes, 'body')).toMatchObject({ extentMm: [160, 144, 144], organExtentMm: [160, 144, 144] });
    expect(part(volumes, 'body').hu).toEqual(resampleToSize(torso.ct, [16, 16, 16], 'area').data);
  });

  it('say where a mask has come apart', async () => {
    const data = torso.labelMap.volume.data.slice();
    // The middle of the right kidney is left out: what remains are two halves.
    const [nx, ny] = torso.ct.size;
    const slices = [
      ...new Set([...data.keys()].filter((voxel) => data[voxel] === 2).map((v) => Math.floor(v / nx / ny))),
    ];
    const middle = slices[slices.length >> 1];
    for (let voxel = middle * nx * ny; voxel < (middle + 1) * nx * ny; voxel++) if (data[voxel] === 2) data[voxel] = 0;
    const told: string[] = [];
    const cuts = await make().cut(
      torso.ct,
      { ...torso.labelMap, volume: { ...torso.labelMap.volume, data } },
      { warn: ({ message }) => void told.push(message) },
    );
    const doubted = (name: string) => cuts.find(({ volume }) => partName(volume) === name)?.doubts.includes('pieces');
    expect([doubted('kidney_right'), doubted('kidney_left')]).toEqual([true, false]);
    expect(told).toContainEqual(expect.stringMatching(/^kidney_right is in 2 pieces/));
  });

  it('are as large as their organs where voxels have one size, and as they were where it is the scan’s', async () => {
    const cutter = make({ spacing: { default: [8, 8, 6], liver: [4, 4, 6] } });
    expect([make().size, cutter.size]).toEqual([[16, 16, 16], undefined]);
    const volumes = byPart(await volumesOf(cutter, torso.ct, torso.labelMap));
    for (const [name, voxelMm] of [
      ['liver', [4, 4, 6]],
      ['kidney_right', [8, 8, 6]],
    ] as const) {
      const { size, extentMm, hu, mask } = part(volumes, name);
      expect(size).toEqual(mapTriple(extentMm, (extent, axis) => Math.round(extent / voxelMm[axis])));
      expect([hu.length, mask!.length]).toEqual([size[0] * size[1] * size[2], size[0] * size[1] * size[2]]);
    }
    const { hu } = part(volumes, 'liver');
    expect(hu.every((value) => torso.ct.data.includes(value))).toBe(true);
    expect(() => make({ spacing: { default: [4, 4, 4], livr: [2, 2, 2] } })).toThrow(
      expect.objectContaining({ code: 'TFM_CUTTER_SPACING', message: expect.stringContaining('liver') }),
    );
    expect(organVolumesOptions.safeParse({ spacing: { liver: [2, 2, 2] } }).success).toBe(false);
  });

  it('of a whole exam are one: the scan, which stands for all organs', async () => {
    const [whole, ...others] = await make({ unit: 'exam' }).cut(torso.ct, torso.labelMap);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ cutBy: [], sourceSpacing: [4, 4, 6] });
    expect(whole.volume).toMatchObject({ organ: wholeExam, size: [16, 16, 16], extentMm: [160, 144, 144] });
  });

  it('of slices that lie far apart are told, and of another unit doubted', async () => {
    // The body of the torso ends in air, as that of a sound CT.
    const hu = torso.ct.data.map((value, i) => (i % 40 < 2 ? -1000 : value + (i % 7)));
    const doubtsOf = async (spacing: Triple) => {
      const warnings: string[] = [];
      const labelMap = { ...torso.labelMap, volume: { ...torso.labelMap.volume, spacing } };
      const warn = ({ code }: { code: string }) => void warnings.push(code);
      const [{ doubts }] = await make({ unit: 'exam' }).cut({ ...torso.ct, data: hu, spacing }, labelMap, { warn });
      return [doubts, warnings.includes('TFM_CT_SUSPECT')];
    };
    expect(await doubtsOf([4, 4, 6])).toEqual([[], false]);
    expect(await doubtsOf([4, 4, 25])).toEqual([[], true]);
    expect(await doubtsOf([0.4, 0.4, 0.6])).toEqual([['scan'], true]);
  });

  it('need a label map on the CT’s grid, and stop when they are told to', async () => {
    const moved = { ...torso.labelMap, volume: { ...torso.labelMap.volume, origin: [0, 0, 0] as Triple } };
    await expectCodedError(make().cut(torso.ct, moved), 'TFM_VOLUMES_GRID');
    await expectCodedError(make().cut(torso.ct, torso.labelMap, { signal: AbortSignal.abort() }), 'TFM_CANCELLED');
  });
});

const data = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');
describe.skipIf(!existsSync(data))('organ volumes of real CTs', () => {
  for (const scan of ['abdomen-3mm', 'abdomen-pelvis-3mm']) {
    it(`show the organs of ${scan}: their HU, their sizes, their places`, async () => {
      const ct = await readNifti(join(data, scan, 'ct.nii.gz'));
      const labelMap = {
        volume: await readNifti(join(data, scan, 'segmentation.nii.gz')),
        names: totalSegmentatorNames,
      };
      const volumes = byPart(await volumesOf(make({}, { organs: builtInOrgans }), ct, labelMap));
      const mean = (name: string) => {
        const { hu, mask } = part(volumes, name);
        const inside = hu.filter((_, voxel) => mask?.[voxel]);
        return inside.reduce((sum, value) => sum + value, 0) / inside.length;
      };
      expect(part(volumes, 'liver').organMl).toBeGreaterThan(1000);
      expect(part(volumes, 'spleen').organMl).toBeLessThan(300);
      // Scans without contrast: soft organs at 30–60 HU (kidneys less, with the fat of their hilum), bile near water.
      for (const organ of ['liver', 'spleen', 'aorta']) expect(mean(organ), organ).toBeGreaterThan(20);
      for (const organ of ['kidney_left', 'kidney_right', 'gallbladder'])
        expect(Math.abs(mean(organ) - 12), organ).toBeLessThan(20);
      expect(mean('vertebrae')).toBeGreaterThan(120);
      expect(mean('lung_right')).toBeLessThan(-500);
      // Outside the body, to the left of the left lung and to the right of the right one, is air.
      const column = (name: string, x: number) =>
        Array.from({ length: 256 }, (_, i) => part(volumes, name).hu[x + 16 * i]).reduce((sum, hu) => sum + hu, 0) /
        256;
      expect(column('lung_left', 15)).toBeLessThan(column('lung_left', 0));
      expect(column('lung_right', 0)).toBeLessThan(column('lung_right', 15));
    });
  }
});
