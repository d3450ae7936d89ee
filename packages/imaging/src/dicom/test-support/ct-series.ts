import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { writeDicom, type DicomToWrite, type Elements } from './write-dicom.ts';

export interface SliceToWrite extends Omit<DicomToWrite, 'elements' | 'pixels'> {
  /** Replaces or adds elements; a value of undefined leaves one out. */
  readonly also?: Readonly<Record<number, readonly [string, Elements[number][2]] | undefined>>;
  readonly pixels?: DicomToWrite['pixels'];
}

export const ctImage = '1.2.840.10008.5.1.4.1.1.2';

/** The elements of slice `k` of a volume whose values are stored as they are, with the intercept and slope given. */
export function sliceElements(
  { size, spacing, origin, direction }: Omit<Volume, 'data'>,
  k: number,
  also: SliceToWrite['also'] = {},
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
    [tags.ImagePositionPatient]: ['DS', position.map(decimal)],
    [tags.ImageOrientationPatient]: ['DS', [...column(0), ...column(1)].map(decimal)],
    [tags.SamplesPerPixel]: ['US', 1],
    [tags.PhotometricInterpretation]: ['CS', 'MONOCHROME2'],
    [tags.Rows]: ['US', size[1]],
    [tags.Columns]: ['US', size[0]],
    [tags.PixelSpacing]: ['DS', [decimal(spacing[1]), decimal(spacing[0])]],
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

/** 16 characters are what a decimal string has room for. */
export const decimal = (value: number): string => {
  const text = String(value);
  return text.length <= 16 ? text : String(Number(value.toPrecision(10))).slice(0, 16);
};

/** The stored bytes of slice `k`. */
export function sliceBytes({ data, size }: Volume, k: number): Uint8Array {
  const area = size[0] * size[1];
  const values = data instanceof Int16Array || data instanceof Uint16Array ? data : Int16Array.from(data);
  const slice = values.slice(k * area, (k + 1) * area);
  return new Uint8Array(slice.buffer);
}

/** One slice of a volume as a file. */
export function sliceFile(volume: Volume, k: number, { also, pixels, ...rest }: SliceToWrite = {}): Buffer {
  return writeDicom({ ...rest, elements: sliceElements(volume, k, also), pixels: pixels ?? sliceBytes(volume, k) });
}

/** Writes a volume as a folder of slices whose names say nothing of their order; returns the folder. */
export function writeSeries(
  dir: string,
  volume: Volume,
  slice: (k: number) => SliceToWrite | undefined = () => ({}),
  name = '',
): string {
  mkdirSync(dir, { recursive: true });
  for (let k = 0; k < volume.size[2]; k++) {
    const how = slice(k);
    if (how) writeFileSync(join(dir, `${name}${(k * 7 + 3) % 101}-${k % 3}.dcm`), sliceFile(volume, k, how));
  }
  return dir;
}
