import { definePlugin } from '@totalfm/core';
import { ctRateCohort } from './ct-rate/index.ts';
import { dicomCohort } from './dicom/index.ts';
import { folderCohort } from './folder/index.ts';
import { merlinCohort } from './merlin/index.ts';
import { tableCohort } from './table/index.ts';
import { totalSegmentatorCohort } from './totalsegmentator/index.ts';

export * from './ct-rate/index.ts';
export * from './dicom/index.ts';
export * from './folder/index.ts';
export * from './merlin/index.ts';
export * from './table/index.ts';
export * from './totalsegmentator/index.ts';
export { cohortErrors } from './shared/errors.ts';
export { isMaskFolder, maskFiles, readLabelFile, readLabels, type MaskFile } from './shared/label-map.ts';

export const plugin = definePlugin({
  name: '@totalfm/cohorts',
  apiVersion: '^1.0.0',
  components: [folderCohort, dicomCohort, ctRateCohort, merlinCohort, totalSegmentatorCohort, tableCohort],
});

export default plugin;
