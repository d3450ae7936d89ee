import { builtInOrgans } from '@totalfm/anatomy';
import type { Triple } from '@totalfm/core';
import { resampleToSpacing, writeNifti } from '@totalfm/imaging';
import { createPhantomCohort, phantomOptions } from '@totalfm/phantom';
import { examFiles, type ExamFiles } from './exam-files.ts';
import { towardsTheFront } from './towards-the-front.ts';

/** The phantom’s torso in 512 × 512 × 300 voxels, none of which has its centre halfway between two of the coarse grid. */
const fine: [number, number, number] = [0.75, 0.5625, 2.065];

/** The grid that TotalSegmentator works on. */
const coarse: Triple = [1.5, 1.5, 1.5];

/** Draws a patient and writes the CT, rows running as dcm2niix lays them, and its organs on a grid of their own. */
export async function writeExam(dir: string): Promise<ExamFiles> {
  const files = examFiles(dir);
  const options = { ...phantomOptions.parse({ exams: 1, maskNoise: 0 }), spacing: fine };
  const cohort = createPhantomCohort(options, { organs: builtInOrgans });
  const [{ id }] = await cohort.list();
  const exam = await cohort.open(id);
  await writeNifti(files.ct, towardsTheFront(await exam.ct()));
  const labelMap = await exam.labelMap!();
  const labels = towardsTheFront(resampleToSpacing(labelMap.volume, coarse, 'nearest'));
  await writeNifti(files.labels, labels, { names: labelMap.names });
  return files;
}
