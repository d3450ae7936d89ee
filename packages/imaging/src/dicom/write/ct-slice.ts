import type { Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { decimalString, type Elements } from './encode-elements.ts';

/** Replaces or adds elements, by tag; a value of undefined leaves one out. */
export type OtherElements = Readonly<Record<number, readonly [vr: string, value: Elements[number][2]] | undefined>>;

/** CT Image Storage. */
export const ctImage = '1.2.840.10008.5.1.4.1.1.2';

/** The elements of slice `k` of a volume whose values are stored as they are, with the intercept and slope given. */
export function sliceElements(
  { size, spacing, origin, direction }: Omit<Volume, 'data'>,
  k: number,
  also: OtherElements = {},
): Elements {
  const position = [0, 1, 2].map((row) => origin[row] + direction[3 * row + 2] * spacing[2] * k);
  const column = (axis: number) => [0, 1, 2].map((row) => direction[3 * row + axis]);
  const elements: Record<number, readonly [string, Elements[number][2]] | undefined> = {
    [tags.ImageType]: ['CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
    [tags.SOPClassUID]: ['UI', ctImage],
    [tags.SOPInstanceUID]: ['UI', `1.2.3.4.${k + 1}`],
    [tags.StudyDate]: ['DA', '20200131'],
    [tags.Modality]: ['CS', 'CT'],
    [tags.PatientID]: ['LO', 'P1'],
    [tags.SliceThickness]: ['DS', String(spacing[2])],
    [tags.StudyInstanceUID]: ['UI', '1.2.3'],
    [tags.SeriesInstanceUID]: ['UI', '1.2.3.4'],
    [tags.SeriesNumber]: ['IS', '2'],
    [tags.AcquisitionNumber]: ['IS', '1'],
    [tags.InstanceNumber]: ['IS', String(100 - k)],
    [tags.ImagePositionPatient]: ['DS', position.map(decimalString)],
    [tags.ImageOrientationPatient]: ['DS', [...column(0), ...column(1)].map(decimalString)],
    [tags.SamplesPerPixel]: ['US', 1],
    [tags.PhotometricInterpretation]: ['CS', 'MONOCHROME2'],
    [tags.Rows]: ['US', size[1]],
    [tags.Columns]: ['US', size[0]],
    [tags.PixelSpacing]: ['DS', [decimalString(spacing[1]), decimalString(spacing[0])]],
    [tags.BitsAllocated]: ['US', 16],
    [tags.BitsStored]: ['US', 16],
    [tags.HighBit]: ['US', 15],
    [tags.PixelRepresentation]: ['US', 1],
    [tags.RescaleIntercept]: ['DS', '0'],
    [tags.RescaleSlope]: ['DS', '1'],
    ...also,
  };
  return Object.entries(elements).flatMap(([tag, found]) => (found ? [[Number(tag), ...found] as const] : []));
}

/** The stored bytes of slice `k`. */
export function sliceBytes({ data, size }: Volume, k: number): Uint8Array {
  const area = size[0] * size[1];
  const values = data instanceof Int16Array || data instanceof Uint16Array ? data : Int16Array.from(data);
  const slice = values.slice(k * area, (k + 1) * area);
  return new Uint8Array(slice.buffer);
}
