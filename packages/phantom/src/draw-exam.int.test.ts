import type { Triple } from '@totalfm/core';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawScene } from './draw-exam.ts';
import type { Phase } from './phases.ts';
import { phases } from './phases.ts';
import type { CatalogueEntry } from './plan/catalogue.ts';
import { catalogue, scanCatalogue } from './plan/catalogue.ts';
import type { ExamPlan, FindingPlan } from './plan/exam-plan.ts';
import { planExam } from './plan/exam-plan.ts';
import type { Scene } from './scene.ts';
import { labelOf } from './structures.ts';

const drawing = { spacing: [4.5, 4.5, 6] as Triple, maskNoise: 0 };
const coarse = { ...drawing, spacing: [6, 6, 8] as Triple };

/** An exam without findings. */
function healthy(sex: 'female' | 'male', phase: Phase = 'portal-venous'): ExamPlan {
  for (let n = 0; ; n++) {
    const plan = planExam({ id: `exam-${n}`, patient: `patient-${n}`, visit: 0, seed: 5, prevalence: 0 });
    if (plan.patient.sex === sex) return { ...plan, phase };
  }
}

function only(entry: CatalogueEntry, severity: number): ReadonlyMap<string, FindingPlan> {
  const sides =
    entry.bilateral === undefined ? [] : entry.bilateral === 1 ? (['left', 'right'] as const) : (['left'] as const);
  return new Map([[entry.finding, { finding: entry.finding, organ: entry.organ, sides, severity, growth: 1 }]]);
}

/** Places in millimetres of the voxels that differ by more than 12 HU. */
function changedPlaces(before: Scene, after: Scene): Triple[] {
  const { grid } = before.canvas;
  const places: Triple[] = [];
  for (let k = 0, voxel = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++, voxel++) {
        if (Math.abs(before.canvas.hu[voxel] - after.canvas.hu[voxel]) > 12)
          places.push([grid.x[i], grid.y[j], grid.z[k]]);
      }
    }
  }
  return places;
}

/** Findings that are balls: their diameter is the extent of what they change. */
const balls = [
  'lung_nodule',
  'hepatic_cyst',
  'liver_metastases',
  'gallstones',
  'pancreatic_cyst',
  'renal_cyst',
  'renal_stone',
  'adrenal_nodule',
  'bladder_stone',
  'bone_metastasis',
];

describe('findings in the image', () => {
  const bases = new Map<string, Scene>();
  const base = (sex: 'female' | 'male') => {
    const known = bases.get(sex) ?? drawScene(healthy(sex), drawing);
    bases.set(sex, known);
    return known;
  };

  it.each([...catalogue, ...scanCatalogue])('$finding changes voxels where its truth says', (entry) => {
    const sex = entry.sex ?? 'female';
    const before = base(sex);
    expect(before.drawn).toEqual([]);
    const after = drawScene({ ...healthy(sex), findings: only(entry, 0.35) }, drawing);
    expect(new Set(after.drawn.map(({ finding }) => finding))).toEqual(new Set([entry.finding]));
    const changed = changedPlaces(before, after);
    expect(changed.length).toBeGreaterThan(2);
    for (const { side, centreMm } of after.drawn) {
      if (side && centreMm) expect(Math.sign(centreMm[0] - after.plan.shift[0]), side).toBe(side === 'left' ? 1 : -1);
    }
    if (!balls.includes(entry.finding)) return;
    const reach = (place: Triple, { centreMm, sizeMm }: (typeof after.drawn)[number]) =>
      Math.hypot(...place.map((value, axis) => value - centreMm![axis])) - sizeMm! / 2;
    const stray = changed.filter((place) => after.drawn.every((finding) => reach(place, finding) > 7));
    expect(stray.length / changed.length).toBeLessThan(0.1);
    for (const finding of after.drawn) {
      const own = changed.filter((place) => reach(place, finding) < 7);
      const extent = Math.max(
        ...[0, 1, 2].map(
          (axis) =>
            Math.max(...own.map((place) => place[axis])) -
            Math.min(...own.map((place) => place[axis])) +
            drawing.spacing[axis],
        ),
      );
      expect(extent).toBeGreaterThan(finding.sizeMm! * 0.6);
      expect(extent).toBeLessThan(finding.sizeMm! + 20);
    }
  });

  it('shows a finding that is worse more strongly', () => {
    for (const name of ['hepatomegaly', 'hepatic_steatosis', 'pleural_effusion', 'hydronephrosis', 'osteopenia']) {
      const entry = catalogue.find(({ finding }) => finding === name)!;
      const [mild, severe] = [0.1, 0.9].map((severity) =>
        drawScene({ ...healthy('female'), findings: only(entry, severity) }, coarse),
      );
      const before = drawScene(healthy('female'), coarse);
      expect(totalChange(before, severe), name).toBeGreaterThan(1.2 * totalChange(before, mild));
    }
  });
});

function totalChange(before: Scene, after: Scene): number {
  return before.canvas.hu.reduce((sum, value, voxel) => sum + Math.abs(value - after.canvas.hu[voxel]), 0);
}

interface Seen {
  readonly voxels: number;
  readonly hu: number;
  readonly centre: Triple;
}

/** Mean HU, size and centre of every structure. */
function structures({ canvas: { grid, hu, labels } }: Scene): ReadonlyMap<string, Seen> {
  const sums = new Map<number, number[]>();
  const row = grid.size[0];
  const slice = row * grid.size[1];
  for (let k = 0, voxel = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++, voxel++) {
        const label = labels[voxel];
        if (label === 0) continue;
        const sum = sums.get(label) ?? [0, 0, 0, 0, 0, 0];
        [1, grid.x[i], grid.y[j], grid.z[k]].forEach((value, n) => (sum[n] += value));
        sums.set(label, sum);
        // Attenuation is measured away from the edges, as a radiologist would.
        if ([1, -1, row, -row, slice, -slice].some((step) => labels[voxel + step] !== label)) continue;
        sum[4]++;
        sum[5] += hu[voxel];
      }
    }
  }
  return new Map(
    [...sums].map(([label, [n, x, y, z, inside, value]]) => [
      totalSegmentatorNames.get(label)!,
      { voxels: n, hu: value / inside, centre: [x / n, y / n, z / n] },
    ]),
  );
}

describe('anatomy', () => {
  let seen: ReadonlyMap<string, Seen>;
  beforeAll(() => {
    seen = structures(drawScene(healthy('male'), drawing));
  });
  const at = (name: string) => seen.get(name)!.centre;

  it('has every structure of the built-in organs', () => {
    const needed = [
      'lung_upper_lobe_left',
      'lung_lower_lobe_left',
      'lung_upper_lobe_right',
      'lung_middle_lobe_right',
      'lung_lower_lobe_right',
      'heart',
      'atrial_appendage_left',
      'aorta',
      'esophagus',
      'liver',
      'gallbladder',
      'spleen',
      'pancreas',
      'kidney_left',
      'kidney_right',
      'adrenal_gland_left',
      'adrenal_gland_right',
      'stomach',
      'small_bowel',
      'duodenum',
      'colon',
      'urinary_bladder',
      'prostate',
      'vertebrae_T1',
      'vertebrae_T12',
      'vertebrae_L5',
      'vertebrae_S1',
      'sacrum',
      'hip_left',
      'trachea',
      'inferior_vena_cava',
    ];
    expect(needed.filter((name) => !seen.has(name))).toEqual([]);
  });

  it('is not mirrored: in LPS, x grows towards the left', () => {
    for (const [name, { centre }] of seen) {
      if (name.endsWith('_left') && seen.has(name.replace('_left', '_right')))
        expect(centre[0], name).toBeGreaterThan(at(name.replace('_left', '_right'))[0]);
    }
    const spine = at('vertebrae_T12')[0];
    for (const name of ['liver', 'gallbladder', 'inferior_vena_cava', 'duodenum'])
      expect(at(name)[0], name).toBeLessThan(spine);
    for (const name of ['spleen', 'stomach', 'heart', 'aorta', 'pancreas'])
      expect(at(name)[0], name).toBeGreaterThan(spine);
  });

  it('is the right way up and the right way round', () => {
    const order = ['lung_upper_lobe_left', 'heart', 'liver', 'kidney_left', 'colon', 'urinary_bladder', 'prostate'];
    const heights = order.map((name) => at(name)[2]);
    expect(heights).toEqual(heights.toSorted((a, b) => b - a));
    for (const name of ['aorta', 'heart', 'esophagus', 'liver', 'sternum'])
      expect(at(name)[1], name).toBeLessThan(at('vertebrae_T12')[1]);
    expect(at('vertebrae_L1')[2]).toBeGreaterThan(at('vertebrae_L2')[2]);
  });

  it('has organs of human size', () => {
    const ml = (name: string) =>
      (seen.get(name)!.voxels * drawing.spacing.reduce((product, edge) => product * edge)) / 1000;
    const ranges: Record<string, readonly [number, number]> = {
      liver: [900, 2300],
      spleen: [90, 350],
      kidney_left: [100, 260],
      kidney_right: [100, 260],
      pancreas: [35, 130],
      heart: [350, 900],
      gallbladder: [15, 70],
      prostate: [12, 40],
      urinary_bladder: [60, 400],
      stomach: [100, 700],
      adrenal_gland_left: [1.5, 9],
    };
    for (const [name, [least, most]] of Object.entries(ranges)) {
      expect(ml(name), name).toBeGreaterThan(least);
      expect(ml(name), name).toBeLessThan(most);
    }
    const lungs = [...seen].filter(([name]) => name.startsWith('lung_')).reduce((sum, [name]) => sum + ml(name), 0);
    expect(lungs).toBeGreaterThan(2500);
    expect(lungs).toBeLessThan(7000);
  });
});

/** Published mean attenuation (HU) by phase, with the spread between patients. */
const published: Readonly<Record<string, Readonly<Record<Phase, readonly [number, number]>>>> = {
  liver: { plain: [42, 68], arterial: [55, 90], 'portal-venous': [88, 128], delayed: [70, 110] },
  spleen: { plain: [35, 58], arterial: [90, 155], 'portal-venous': [95, 140], delayed: [75, 112] },
  aorta: { plain: [25, 55], arterial: [215, 390], 'portal-venous': [115, 185], delayed: [75, 125] },
  kidney_left: { plain: [10, 40], arterial: [70, 160], 'portal-venous': [105, 200], delayed: [90, 220] },
  autochthon_left: { plain: [30, 66], arterial: [30, 70], 'portal-venous': [35, 74], delayed: [35, 72] },
  lung_upper_lobe_left: {
    plain: [-900, -740],
    arterial: [-900, -720],
    'portal-venous': [-900, -730],
    delayed: [-900, -730],
  },
  gallbladder: { plain: [-5, 25], arterial: [-5, 35], 'portal-venous': [-5, 40], delayed: [-5, 35] },
};

describe('attenuation', () => {
  it.each(phases)('is as published in the %s phase', (phase) => {
    const seen = structures(drawScene(healthy('female', phase), drawing));
    for (const [name, ranges] of Object.entries(published)) {
      expect(seen.get(name)!.hu, name).toBeGreaterThan(ranges[phase][0]);
      expect(seen.get(name)!.hu, name).toBeLessThan(ranges[phase][1]);
    }
  });

  it('has a prostate in men only', () => {
    expect(
      drawScene(healthy('female'), { ...drawing, spacing: [8, 8, 10] }).canvas.labels.includes(labelOf('prostate')),
    ).toBe(false);
  });
});
