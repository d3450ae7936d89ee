import { dicomTarget } from '../../dicom/test-support/fuzz-target.ts';
import { segmentationTarget, structureSetTarget } from '../../dicom/test-support/label-map-target.ts';
import type { FuzzTarget } from '@totalfm/testing';
import { labelTableTarget, niftiTarget } from './nifti-target.ts';
import { metaImageTarget, nrrdTarget } from './text-targets.ts';

/** What is fuzzed, by name. */
export const fuzzTargets: Readonly<Record<string, () => FuzzTarget | Promise<FuzzTarget>>> = {
  nifti: niftiTarget,
  'label-table': labelTableTarget,
  nrrd: nrrdTarget,
  metaimage: metaImageTarget,
  dicom: dicomTarget,
  seg: segmentationTarget,
  rtstruct: structureSetTarget,
};
