import { definePlugin } from '@totalfm/core';
import { dicomReader } from './dicom/dicom-reader.ts';
import { metaImageReader } from './metaimage/metaimage-reader.ts';
import { niftiReader } from './nifti/nifti-reader.ts';
import { nrrdReader } from './nrrd/nrrd-reader.ts';

export const plugin = definePlugin({
  name: '@totalfm/imaging',
  apiVersion: '^1.0.0',
  components: [niftiReader, dicomReader, nrrdReader, metaImageReader],
});
