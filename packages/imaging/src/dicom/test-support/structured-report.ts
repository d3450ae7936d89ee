import { tags } from '../parse/tags.ts';
import { writeDicom, type DicomToWrite, type Elements } from './write-dicom.ts';

const code = (meaning: string, value = '1'): Elements => [
  [tags.CodeValue, 'SH', value],
  [tags.CodeMeaning, 'LO', meaning],
];

/** An item of a content tree. */
export const content = (type: string, name: string, more: Elements = [], relation = 'CONTAINS'): Elements => [
  [tags.RelationshipType, 'CS', relation],
  [tags.ValueType, 'CS', type],
  ...(name ? ([[tags.ConceptNameCodeSequence, 'SQ', [code(name)]]] as const) : []),
  ...more,
];
export const textItem = (name: string, text: string) => content('TEXT', name, [[tags.TextValue, 'UT', text]]);
export const section = (name: string, items: readonly Elements[]) =>
  content('CONTAINER', name, [[tags.ContentSequence, 'SQ', items]]);
export const codeItem = (name: string, meaning: string) =>
  content('CODE', name, [[tags.ConceptCodeSequence, 'SQ', [code(meaning)]]]);
export const numberItem = (name: string, value: string, unit: string) =>
  content('NUM', name, [
    [
      tags.MeasuredValueSequence,
      'SQ',
      [
        [
          [tags.NumericValue, 'DS', value],
          [tags.MeasurementUnitsCodeSequence, 'SQ', [code(unit, unit)]],
        ],
      ],
    ],
  ]);

/** A structured report as a file. */
export function reportFile(
  items: readonly Elements[] = [section('Findings', [textItem('Finding', 'No nodule.')])],
  how: Partial<DicomToWrite> = {},
): Buffer {
  return writeDicom({
    ...how,
    elements: [
      [tags.SpecificCharacterSet, 'CS', 'ISO_IR 192'],
      [tags.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'],
      [tags.Modality, 'CS', 'SR'],
      [tags.StudyInstanceUID, 'UI', '1.2.3'],
      [tags.SeriesInstanceUID, 'UI', '1.2.3.9'],
      [tags.PatientID, 'LO', 'P1'],
      [tags.AccessionNumber, 'SH', 'A7'],
      [tags.ValueType, 'CS', 'CONTAINER'],
      [tags.ConceptNameCodeSequence, 'SQ', [code('Radiology Report')]],
      [tags.ContentSequence, 'SQ', items],
    ],
  });
}
