import { join } from 'node:path';

export interface ExamFiles {
  readonly ct: string;
  readonly labels: string;
}

export const examFiles = (dir: string): ExamFiles => ({
  ct: join(dir, 'ct.nii.gz'),
  labels: join(dir, 'segmentation.nii.gz'),
});
