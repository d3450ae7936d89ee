import type { LabelMap, StructureCode } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { describeGrid } from '../../geometry.ts';
import { labelsOnGrid } from '../../labels/labels-on-grid.ts';
import type { DataSet } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';
import { uidOf } from '../write/derived-uid.ts';
import { elementHead, encodeElements, type Elements } from '../write/encode-elements.ts';
import { fileMeta } from '../write/file-meta.ts';
import { maskFramesOf, packMasks, type MaskFrame } from './mask-frames.ts';
import type { ReferenceSeries } from './reference-series.ts';
import {
  dimensions,
  frameGroups,
  referencedSeries,
  segmentItems,
  sharedGroups,
  type SegmentToWrite,
} from './seg-elements.ts';
import { segTags } from './seg-tags.ts';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const EXPLICIT = '1.2.840.10008.1.2.1';
/** Most frames of one file: a number of 32 bits, and a length of pixel data of 32 bits, are further. */
const MOST_BYTES = 0xfffffffe;

export interface SegmentationOptions {
  /** SNOMED CT code of a structure by its name; those of the label map itself come first. */
  readonly codeOf?: (name: string) => StructureCode | undefined;
  /** When it is made. Default: now. */
  readonly at?: Date;
}

/** Patient and study as the series has them, by tags; text is copied byte for byte, with its character set. */
const copied: readonly (readonly [number, string, required?: true])[] = [
  [tags.SpecificCharacterSet, 'CS'],
  [tags.StudyDate, 'DA', true],
  [tags.StudyTime, 'TM', true],
  [tags.AccessionNumber, 'SH', true],
  [0x00080090, 'PN', true],
  [tags.StudyDescription, 'LO'],
  [tags.PatientName, 'PN', true],
  [tags.PatientID, 'LO', true],
  [0x00100030, 'DA', true],
  [0x00100040, 'CS', true],
  [0x00101010, 'AS'],
  [0x00120062, 'CS'],
  [0x00120063, 'LO'],
  [tags.StudyInstanceUID, 'UI', true],
  [0x00200010, 'SH', true],
  [tags.FrameOfReferenceUID, 'UI', true],
  [0x00201040, 'LO', true],
  [0x00280303, 'CS'],
];

/**
 * A label map as a binary DICOM segmentation of a CT series: one segment for each number that has voxels, numbered from
 * 1 in the order of its numbers, one frame for each slice that a segment is in. Throws `TFM_DICOM_REFERENCE` where the
 * map's voxels are not those of the series, or where it is empty.
 */
export function encodeSegmentation(
  labels: LabelMap,
  series: ReferenceSeries,
  options: SegmentationOptions = {},
): Buffer {
  const { volume, how, lost } = labelsOnGrid(labels.volume, series.geometry);
  if (how !== 'same' || lost > 0)
    throw misfit(`The label map has ${describeGrid(labels.volume)}; the series has ${describeGrid(series.geometry)}.`);
  const frames = maskFramesOf(volume);
  if (frames.length === 0) throw misfit('The label map holds nothing but background.');
  const numbers = [...new Set(frames.map(({ label }) => label))];
  const pixels = packMasks(volume, frames);
  if (pixels.length > MOST_BYTES) throw misfit(`Its ${frames.length} frames do not fit into one file.`);
  const segments = numbers.map((label): SegmentToWrite => segmentOf(labels, label, options));
  const names = JSON.stringify(segments);
  const [sopInstance, own, organization] = ['instance', 'series', 'dimensions'].map((what) =>
    uidOf(what, series.series, names, pixels),
  );
  const elements: Elements = [
    ...copiedElements(series.head),
    ...identity({ sopInstance, own }, options.at ?? new Date()),
    ...imageElements(series, frames.length),
    ...dimensions(organization),
    ...referencedSeries(series),
    [segTags.SegmentSequence, 'SQ', segmentItems(segments)],
    [tags.SharedFunctionalGroupsSequence, 'SQ', [sharedGroups(series)]],
    [tags.PerFrameFunctionalGroupsSequence, 'SQ', perFrame(series, frames, numbers)],
  ];
  return Buffer.concat([
    fileMeta({ sopClass: SEGMENTATION, sopInstance, syntax: EXPLICIT }),
    encodeElements(elements),
    elementHead(tags.PixelData, 'OB', pixels.length),
    pixels,
  ]);
}

function segmentOf({ names, codes }: LabelMap, label: number, { codeOf }: SegmentationOptions): SegmentToWrite {
  const name = names.get(label) ?? String(label);
  const code = codes?.get(label) ?? codeOf?.(name);
  return { label, name, ...(code && { code }) };
}

const perFrame = (series: ReferenceSeries, frames: readonly MaskFrame[], numbers: readonly number[]) => {
  const segment = new Map(numbers.map((label, index) => [label, index + 1]));
  return frames.map((frame) => frameGroups(series, frame, segment.get(frame.label) as number));
};

function copiedElements({ stretch, elements }: DataSet): Elements {
  return copied.flatMap(([tag, vr, required]): Elements => {
    const found = elements.get(tag);
    if (!found) return required ? [[tag, vr, ''] as const] : [];
    const bytes = stretch.bytes.subarray(found.offset, found.offset + found.length);
    return [[tag, vr, bytes] as const];
  });
}

function identity({ sopInstance, own }: Readonly<Record<'sopInstance' | 'own', string>>, at: Date): Elements {
  const [date, time] = at.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).split('T');
  return [
    [tags.ImageType, 'CS', ['DERIVED', 'PRIMARY']],
    [tags.SOPClassUID, 'UI', SEGMENTATION],
    [tags.SOPInstanceUID, 'UI', sopInstance],
    [0x00080023, 'DA', date],
    [tags.ContentTime, 'TM', time],
    [tags.Modality, 'CS', 'SEG'],
    [tags.Manufacturer, 'LO', 'TotalFM'],
    [tags.SeriesDescription, 'LO', 'Segmentation'],
    [0x00081090, 'LO', 'totalfm'],
    [0x00181000, 'LO', '1'],
    [0x00181020, 'LO', '1'],
    [tags.SeriesInstanceUID, 'UI', own],
    [tags.SeriesNumber, 'IS', '1000'],
    [tags.InstanceNumber, 'IS', '1'],
    [0x00700080, 'CS', 'SEGMENTATION'],
    [0x00700081, 'LO', ''],
    [0x00700084, 'PN', ''],
  ];
}

function imageElements({ geometry: { size } }: ReferenceSeries, frames: number): Elements {
  return [
    [tags.SamplesPerPixel, 'US', 1],
    [tags.PhotometricInterpretation, 'CS', 'MONOCHROME2'],
    [tags.NumberOfFrames, 'IS', String(frames)],
    [tags.Rows, 'US', size[1]],
    [tags.Columns, 'US', size[0]],
    [tags.BitsAllocated, 'US', 1],
    [tags.BitsStored, 'US', 1],
    [tags.HighBit, 'US', 0],
    [tags.PixelRepresentation, 'US', 0],
    [0x00282110, 'CS', '00'],
    [segTags.SegmentationType, 'CS', 'BINARY'],
    [0x00620013, 'CS', 'NO'],
  ];
}

const misfit = (message: string) =>
  imagingErrors.TFM_DICOM_REFERENCE({
    message,
    fix: 'Name the series that the label map was made on; a segmentation has the voxels of its series.',
  });
