import { throwIfAborted, type LabelFile, type StructureCode, type Volume } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { damaged, parseError } from '../dicom-errors.ts';
import { placed, type PlacedFrame } from '../geometry/plane.ts';
import { decimalOf, itemOf, itemsOf, stringOf, uint16Of, type DataSet } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';
import type { Frame } from '../series/frames.ts';
import { imageFrames, type ScannedFile } from '../series/scan-file.ts';
import { gridOfPlanes, type PlanesGrid } from './grid-of-planes.ts';
import { painterOf } from './seg-frames.ts';
import { segTags } from './seg-tags.ts';
import { segmentNumberOf, segmentsOf, type Segment } from './segments.ts';

/** A frame and the segment that it shows; a frame of a label map shows all. */
interface SegmentFrame {
  readonly frame: Frame;
  readonly slice: number;
  readonly segment: number;
}

/**
 * How a segmentation is laid out: its grid is that of its frames, from the first slice that has one to the last. Of
 * `labels` each pixel is a segment's number; of others a frame shows one segment.
 */
export interface SegmentationPlan {
  readonly file: string;
  readonly type: 'binary' | 'fractional' | 'labels';
  readonly geometry: PlanesGrid['geometry'];
  readonly frames: readonly SegmentFrame[];
  readonly segments: readonly Segment[];
  /** A stored value from which on a pixel belongs to its segment. */
  readonly least: number;
}

/** Lays out a segmentation from its header. Throws `TFM_DICOM_CORRUPT`, `TFM_DICOM_GEOMETRY`, `TFM_DICOM_GAP`. */
export function planSegmentation(found: ScannedFile): SegmentationPlan {
  try {
    return planOf(found);
  } catch (error) {
    throw parseError(error, found.source);
  }
}

function planOf(found: ScannedFile): SegmentationPlan {
  const { set } = found.head;
  const { name, file } = found.source;
  const frames = imageFrames(found);
  if (!frames || frames.length === 0) throw damaged(name, 'it is a segmentation without frames');
  const type = typeOf(set);
  const lie = frames.map((frame) => placedOrThrow(frame, name, file));
  const { geometry, slices } = gridOfPlanes(lie, statedSteps(set), file);
  const shared = itemOf(set, tags.SharedFunctionalGroupsSequence);
  const groups = type === 'labels' ? [] : itemsOf(set, tags.PerFrameFunctionalGroupsSequence);
  const placedFrames = frames.map((frame, i): SegmentFrame => {
    const segment = type === 'labels' ? 0 : segmentNumberOf(groups[i], shared);
    if (segment === undefined) throw damaged(name, `frame ${i + 1} does not say which segment it shows`);
    return { frame, slice: slices[i], segment };
  });
  // Where segments overlap, the later one wins, whatever the order of frames.
  const ordered = [...placedFrames].sort((a, b) => a.segment - b.segment || a.frame.index - b.frame.index);
  const most = uint16Of(set, segTags.MaximumFractionalValue) || 255;
  const least = type === 'fractional' ? Math.max(1, Math.ceil(most / 2)) : 1;
  return { file, type, geometry, frames: ordered, segments: segmentsOf(set), least };
}

function typeOf(set: DataSet): SegmentationPlan['type'] {
  const stated = stringOf(set, segTags.SegmentationType);
  if (stated === 'LABELMAP') return 'labels';
  return stated === 'FRACTIONAL' ? 'fractional' : 'binary';
}

function placedOrThrow(frame: Frame, name: string, file: string): PlacedFrame {
  const found = placed(frame);
  if (found) return found;
  throw imagingErrors.TFM_DICOM_GEOMETRY({
    file,
    message: `Frame ${frame.index + 1} of ${name} does not say where it lies: position, orientation or spacing are missing.`,
    fix: 'Export the segmentation again with functional groups of plane position, orientation and pixel measures.',
  });
}

/** Distances of slices that the file states, nearest to their meaning first. Millimetres. */
function statedSteps(set: DataSet): readonly number[] {
  const shared = itemOf(itemOf(set, tags.SharedFunctionalGroupsSequence), tags.PixelMeasuresSequence);
  const own = itemOf(itemOf(set, tags.PerFrameFunctionalGroupsSequence), tags.PixelMeasuresSequence);
  return [shared, own].flatMap((measures) =>
    [tags.SpacingBetweenSlices, tags.SliceThickness].flatMap((tag) => (measures && decimalOf(measures, tag)) ?? []),
  );
}

/** Reads the voxels of a segmentation: segments' numbers. Throws the errors of `VolumeReader.read`. */
export async function readSegmentation(plan: SegmentationPlan, signal?: AbortSignal): Promise<LabelFile> {
  const { geometry, frames, segments, type, least } = plan;
  const paint = await painterOf(frames[0].frame.instance);
  const area = geometry.size[0] * geometry.size[1];
  const voxels = area * geometry.size[2];
  const wide =
    type === 'labels' ? frames[0].frame.instance.format.bitsAllocated > 8 : frames[frames.length - 1].segment > 255;
  const data = wide ? new Uint16Array(voxels) : new Uint8Array(voxels);
  for (const { frame, slice: k, segment } of frames) {
    throwIfAborted(signal);
    const slice = data.subarray(k * area, (k + 1) * area);
    await paint(frame, { slice, least, ...(type !== 'labels' && { segment }) });
  }
  return { volume: { data, ...geometry } satisfies Volume, ...namesOf(segments) };
}

function namesOf(segments: readonly Segment[]): Pick<LabelFile, 'names' | 'codes'> {
  const codes = segments.flatMap(({ number, code }): [number, StructureCode][] => (code ? [[number, code]] : []));
  return {
    names: new Map(segments.map(({ number, name }) => [number, name])),
    ...(codes.length > 0 && { codes: new Map(codes) }),
  };
}
