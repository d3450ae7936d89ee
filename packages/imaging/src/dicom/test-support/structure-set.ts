import { tags } from '../parse/tags.ts';
import { structureTags } from '../rtstruct/structure-set.ts';
import { decimal } from './ct-series.ts';
import { writeDicom, type DicomToWrite, type Elements } from './write-dicom.ts';

export interface RoiToWrite {
  readonly number: number;
  readonly name: string;
  /** x, y, z, x, y, z, … in LPS millimetres. */
  readonly contours: readonly (readonly number[])[];
  readonly type?: string;
}

/** A structure set that was drawn on a series. */
export function structureSetFile(
  rois: readonly RoiToWrite[],
  { series = '1.2.3.4', ...how }: Partial<DicomToWrite> & { readonly series?: string } = {},
): Buffer {
  const elements: Elements = [
    [tags.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.481.3'],
    [tags.SOPInstanceUID, 'UI', '1.2.3.7.1'],
    [tags.Modality, 'CS', 'RTSTRUCT'],
    [tags.PatientID, 'LO', 'P1'],
    [tags.StudyInstanceUID, 'UI', '1.2.3'],
    [tags.SeriesInstanceUID, 'UI', '1.2.3.7'],
    [
      structureTags.ReferencedFrameOfReferenceSequence,
      'SQ',
      [
        [
          [tags.FrameOfReferenceUID, 'UI', '1.2.3.9'],
          [
            structureTags.RTReferencedStudySequence,
            'SQ',
            [[[structureTags.RTReferencedSeriesSequence, 'SQ', [[[tags.SeriesInstanceUID, 'UI', series]]]]]],
          ],
        ],
      ],
    ],
    [
      structureTags.StructureSetROISequence,
      'SQ',
      rois.map(
        ({ number, name }): Elements => [
          [structureTags.ROINumber, 'IS', String(number)],
          [structureTags.ReferencedFrameOfReferenceUID, 'UI', '1.2.3.9'],
          [structureTags.ROIName, 'LO', name],
        ],
      ),
    ],
    [
      structureTags.ROIContourSequence,
      'SQ',
      rois.map(
        ({ number, contours, type = 'CLOSED_PLANAR' }): Elements => [
          [
            structureTags.ContourSequence,
            'SQ',
            contours.map(
              (points): Elements => [
                [structureTags.ContourGeometricType, 'CS', type],
                [0x30060046, 'IS', String(points.length / 3)],
                [structureTags.ContourData, 'DS', points.map(decimal)],
              ],
            ),
          ],
          [structureTags.ReferencedROINumber, 'IS', String(number)],
        ],
      ),
    ],
  ];
  return writeDicom({ ...how, elements });
}
