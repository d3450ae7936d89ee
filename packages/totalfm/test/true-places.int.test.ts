import { builtInOrgans } from '@totalfm/anatomy';
import type { Triple } from '@totalfm/core';
import { createOrganPairs, createOrganVolumes, organVolumesOptions } from '@totalfm/pairs';
import { createPhantomCohort, phantomOptions } from '@totalfm/phantom';
import { describe, expect, it } from 'vitest';

const anatomy = { organs: builtInOrgans };
const lesions = new Set(
  builtInOrgans.flatMap(({ findings }) => findings.filter(({ grade }) => grade !== 'whole-organ').map(({ id }) => id)),
);

describe('places of the phantom’s true findings', () => {
  it('lie in the volume of their organ and side, in millimetres of the patient', async () => {
    const cohort = createPhantomCohort(phantomOptions.parse({ exams: 3, prevalence: 3 }), anatomy);
    const cutter = createOrganVolumes({ organs: builtInOrgans }, organVolumesOptions.parse({ size: [24, 32, 20] }));
    const outside: string[] = [];
    let placed = 0;
    for (const { id } of await cohort.list()) {
      const exam = await cohort.open(id);
      const truth = await exam.truth!();
      for (const { volume, originMm } of await cutter.cut(await exam.ct(), await exam.labelMap!())) {
        const { organ, side, size, extentMm } = volume;
        const row = { organ, ...(side && { side }) } as never;
        const report = { findings: [], mentioned: [] };
        const [{ truePlaces = [] }] = createOrganPairs(anatomy).join({
          exam: {} as never,
          volumes: [row],
          report,
          truth,
        });
        for (const { finding, centreMm } of truePlaces.filter((one) => lesions.has(one.finding))) {
          placed++;
          const at = centreMm.map(
            (mm, axis) => (mm - originMm![axis]) / (extentMm[axis] / size[axis]),
          ) as unknown as Triple;
          if (at.some((voxel, axis) => voxel < -0.5 || voxel > size[axis] - 0.5))
            outside.push(`${finding} of ${id}: ${at}`);
        }
      }
    }
    expect(placed).toBeGreaterThan(10);
    expect(outside).toEqual([]);
  });
});
