import { defineErrors } from '@totalfm/core';

export const imagingErrors = defineErrors({
  TFM_NIFTI_FORMAT: 'A file that should be NIfTI is something else.',
  TFM_NIFTI_TRUNCATED: 'A NIfTI file ends before its last voxel.',
  TFM_NIFTI_CORRUPT: 'The compressed data of a NIfTI file are damaged.',
  TFM_NIFTI_DATA_TYPE: 'A NIfTI file holds voxels of a type that is not a number (RGB, complex, …).',
  TFM_NIFTI_DIMENSIONS: 'A NIfTI file is not one 3-D volume.',
  TFM_NIFTI_GEOMETRY: 'A NIfTI header gives no usable position, spacing or orientation.',
  TFM_NIFTI_ORIENTATION: 'A NIfTI header leaves its orientation in doubt; what was taken is said.',
  TFM_IMAGE_FORMAT: 'The header of an image file cannot be read.',
  TFM_IMAGE_TRUNCATED: 'An image file ends before its last voxel.',
  TFM_IMAGE_CORRUPT: 'The compressed data of an image file are damaged.',
  TFM_IMAGE_DATA_TYPE: 'An image file holds voxels of a type that is not a number.',
  TFM_IMAGE_DIMENSIONS: 'An image file is not one 3-D volume.',
  TFM_IMAGE_GEOMETRY: 'The header of an image file gives no usable position, spacing or orientation.',
  TFM_IMAGE_ORIENTATION: 'The header of an image file leaves its orientation in doubt; what was taken is said.',
  TFM_NPY_FORMAT: 'Bytes that should be a NumPy array are not one that this reader knows.',
  TFM_LABELS_INVALID: 'A label map holds values that are not whole numbers from 0 up.',
});
