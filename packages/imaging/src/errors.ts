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
  TFM_DICOM_FORMAT: 'What should be a DICOM image or series holds none.',
  TFM_DICOM_TRUNCATED: 'A DICOM file ends before its last pixel.',
  TFM_DICOM_CORRUPT: 'The bytes of a DICOM file, or of an archive of such files, are damaged or cannot be unpacked.',
  TFM_DICOM_SYNTAX: 'A DICOM file is stored in a transfer syntax that is not read.',
  TFM_DICOM_PIXELS: 'The pixels of a DICOM file are not those of a CT: colours, or a number of bits that is not read.',
  TFM_DICOM_NOT_CT: 'DICOM files hold no CT images: a report, a segmentation, another modality, a localiser alone.',
  TFM_DICOM_SERIES:
    'A DICOM series that is asked for is not there, or it was chosen among several; the reasons are said.',
  TFM_DICOM_SEVERAL:
    'A DICOM series holds several volumes (time points, phases), and none or one too many is asked for.',
  TFM_DICOM_GEOMETRY: 'DICOM headers give no usable position, spacing or orientation.',
  TFM_DICOM_MIXED: 'Slices of a DICOM series differ in size or orientation; what was taken is said.',
  TFM_DICOM_GAP: 'Slices of a DICOM series are missing or unevenly spaced; what was done is said.',
  TFM_DICOM_DUPLICATE: 'Slices of a DICOM series lie at the same place; what was dropped is said.',
  TFM_DICOM_TILT: 'A DICOM series was made with a tilted gantry; it was sheared back onto right angles.',
  TFM_DICOM_RESCALE:
    'The values of a DICOM series are not surely HU: no slope and intercept, clipped, or applied twice.',
  TFM_DICOM_SKIPPED: 'Files of a DICOM series could not be read and were left out.',
  TFM_DICOM_REFERENCE:
    'A DICOM label map and the series that it refers to do not go together, or the series is not there; what was done is said.',
  TFM_DICOM_CONTOUR: 'Outlines of a DICOM structure set enclose no voxels, and were left out.',
  TFM_DEIDENTIFY_REFUSED:
    'A DICOM file may show who its patient is by its pixels or its texts, and was not de-identified.',
  TFM_DEIDENTIFY_LEFT_OUT:
    'A file that names patients, or may hold images of them, was left out when DICOM files were de-identified.',
  TFM_NPY_FORMAT: 'Bytes that should be a NumPy array are not one that this reader knows.',
  TFM_LABELS_INVALID: 'A label map holds values that are not whole numbers from 0 up.',
});
