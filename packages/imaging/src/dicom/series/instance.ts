import {
  decimalOf,
  decimalsOf,
  itemOf,
  stringOf,
  stringsOf,
  textOf,
  uint16Of,
  type DataSet,
} from '../parse/data-set.ts';
import type { DicomHead } from '../parse/read-head.ts';
import { tags } from '../parse/tags.ts';

/** How the pixels of a file are stored (PS3.3, C.7.6.3). */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Stored values of pixels outside of the field of view: one, or a range. */
  readonly padding?: { readonly value: number; readonly limit: number };
}

/** What the header of a file says of it: one slice, a multi-frame image, or a document. */
export interface InstanceFacts {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly modality: string;
  readonly study: string;
  readonly series: string;
  readonly imageType: readonly string[];
  readonly patientId: string;
  readonly accessionNumber: string;
  /** `YYYYMMDD`, as written; empty where it is not told. */
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly protocol: string;
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  readonly acquisitionNumber?: number;
  /** Seconds of the day; undefined where it is not told. */
  readonly acquisitionSeconds?: number;
  readonly bolusSeconds?: number;
  readonly contrastAgent: string;
  readonly kernel: string;
  readonly bodyPart: string;
  readonly manufacturer: string;
  /** Millimetres, as stated. */
  readonly sliceThickness?: number;
  /** Degrees, as stated. */
  readonly gantryTilt?: number;
  readonly frames: number;
}

export function factsOfHead({ set }: Pick<DicomHead, 'set'>): InstanceFacts {
  const type = stringsOf(set, tags.ImageType);
  return {
    sopClass: stringOf(set, tags.SOPClassUID),
    sopInstance: stringOf(set, tags.SOPInstanceUID),
    modality: stringOf(set, tags.Modality),
    study: stringOf(set, tags.StudyInstanceUID),
    series: stringOf(set, tags.SeriesInstanceUID),
    imageType: type.map((part) => part.toUpperCase()),
    patientId: textOf(set, tags.PatientID),
    accessionNumber: textOf(set, tags.AccessionNumber),
    studyDate: stringOf(set, tags.StudyDate),
    studyDescription: textOf(set, tags.StudyDescription),
    seriesDescription: textOf(set, tags.SeriesDescription),
    protocol: textOf(set, tags.ProtocolName),
    seriesNumber: decimalOf(set, tags.SeriesNumber),
    instanceNumber: decimalOf(set, tags.InstanceNumber),
    acquisitionNumber: decimalOf(set, tags.AcquisitionNumber),
    acquisitionSeconds: acquisitionSeconds(set),
    bolusSeconds: secondsOf(stringOf(set, tags.ContrastBolusStartTime)),
    contrastAgent: textOf(set, tags.ContrastBolusAgent),
    kernel: stringsOf(set, tags.ConvolutionKernel).join(' '),
    bodyPart: stringOf(set, tags.BodyPartExamined),
    manufacturer: textOf(set, tags.Manufacturer),
    sliceThickness: decimalOf(set, tags.SliceThickness) ?? sharedThickness(set),
    gantryTilt: decimalOf(set, tags.GantryDetectorTilt),
    frames: framesOf(set),
  };
}

function sharedThickness(set: DataSet): number | undefined {
  if (!set.elements.has(tags.SharedFunctionalGroupsSequence)) return undefined;
  const measures = itemOf(itemOf(set, tags.SharedFunctionalGroupsSequence), tags.PixelMeasuresSequence);
  return measures && decimalOf(measures, tags.SliceThickness);
}

function acquisitionSeconds(set: DataSet): number | undefined {
  const dateTime = stringOf(set, tags.AcquisitionDateTime);
  return secondsOf(stringOf(set, tags.AcquisitionTime)) ?? (dateTime ? secondsOf(dateTime.slice(8)) : undefined);
}

/** Seconds of the day of a time `HHMMSS.FFFFFF`, of which the end may be missing. */
export function secondsOf(time: string): number | undefined {
  const found = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d+)?)?/.exec(time);
  return found ? Number(found[1]) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0) : undefined;
}

const framesOf = (set: DataSet) => Math.max(1, decimalOf(set, tags.NumberOfFrames) ?? 1);

/** The format of a file's pixels; undefined where the header does not give one. */
export function pixelFormatOf(set: DataSet): PixelFormat | undefined {
  const [rows, columns] = [uint16Of(set, tags.Rows), uint16Of(set, tags.Columns)];
  const bitsAllocated = uint16Of(set, tags.BitsAllocated);
  if (!rows || !columns || !bitsAllocated) return undefined;
  const bitsStored = uint16Of(set, tags.BitsStored) || bitsAllocated;
  const signed = uint16Of(set, tags.PixelRepresentation) === 1;
  return {
    rows,
    columns,
    frames: framesOf(set),
    samples: uint16Of(set, tags.SamplesPerPixel) ?? 1,
    bitsAllocated,
    bitsStored,
    highBit: uint16Of(set, tags.HighBit) ?? bitsStored - 1,
    signed,
    padding: paddingOf(set, signed),
  };
}

/** Both are US or SS, as the pixels are; a file of implicit representation does not say which. */
function paddingOf(set: DataSet, signed: boolean): PixelFormat['padding'] {
  const read = (tag: number) => {
    const value = uint16Of(set, tag);
    return value !== undefined && signed && value > 32767 ? value - 65536 : value;
  };
  const value = read(tags.PixelPaddingValue);
  if (value === undefined) return undefined;
  const limit = read(tags.PixelPaddingRangeLimit) ?? value;
  return { value: Math.min(value, limit), limit: Math.max(value, limit) };
}

/** Numbers of an element of exactly so many; undefined otherwise. */
export function vectorOf(set: DataSet | undefined, tag: number, length: number): readonly number[] | undefined {
  const values = set ? decimalsOf(set, tag) : [];
  return values.length === length && values.every(Number.isFinite) ? values : undefined;
}
