import { decimalOf, floatOf, itemOf, itemsOf, stringOf, stringsOf, type DataSet } from '../parse/data-set.ts';
import type { DicomElement } from '../parse/elements.ts';
import type { TransferSyntax } from '../parse/transfer-syntaxes.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { tags } from '../parse/tags.ts';
import { vectorOf, type InstanceFacts, type PixelFormat } from './instance.ts';

/** A file with an image: what is kept of its header. */
export interface ImageInstance {
  /** What `pixels` is a place in: the file, or the bytes that it inflates to. */
  readonly source: ByteSource;
  readonly syntax: TransferSyntax;
  readonly pixels?: DicomElement;
  readonly facts: InstanceFacts;
  readonly format: PixelFormat;
}

/** One slice: where it lies in the patient, and what its stored values mean. */
export interface Frame {
  readonly instance: ImageInstance;
  /** Which frame of its file, from 0. */
  readonly index: number;
  /** LPS millimetres of the centre of its first pixel. */
  readonly position?: readonly number[];
  /** Direction cosines along a row (growing column), then along a column (growing row). */
  readonly orientation?: readonly number[];
  /** Millimetres between rows, then between columns. */
  readonly pixelSpacing?: readonly number[];
  /** Millimetres, as stated: of use where there is but one slice. */
  readonly sliceSpacing?: number;
  /** HU = stored · slope + intercept; undefined where the file says nothing. */
  readonly slope?: number;
  readonly intercept?: number;
  readonly rescaleType: string;
  /** `ORIGINAL`, `PRIMARY`, `AXIAL`, … of this frame. */
  readonly imageType: readonly string[];
  /** What tells apart slices at one place: acquisition, time, phase of the heart. Of equal meaning in all frames. */
  readonly occasion: Occasion;
}

export interface Occasion {
  readonly acquisition?: number;
  readonly temporalPosition?: number;
  readonly cardiacPhase?: number;
  readonly triggerTime?: number;
  readonly stack?: string;
  readonly acquisitionSeconds?: number;
}

/** The frames of an image in their order. Throws `DicomDamage` where sequences are damaged. */
export function framesOf(instance: ImageInstance, set: DataSet): readonly Frame[] {
  if (!set.elements.has(tags.PerFrameFunctionalGroupsSequence)) {
    // Frames of an image that gives them no places of their own cannot be put anywhere.
    const frame = frameOf(instance, 0, plainGroups(set));
    return [instance.format.frames === 1 ? frame : { ...frame, position: undefined }];
  }
  const shared = itemOf(set, tags.SharedFunctionalGroupsSequence);
  const groups = itemsOf(set, tags.PerFrameFunctionalGroupsSequence);
  return groups.slice(0, instance.format.frames).map((own, index) => {
    const group = (tag: number) => itemOf(own, tag) ?? itemOf(shared, tag);
    return frameOf(instance, index, {
      plane: group(tags.PlanePositionSequence),
      orientation: group(tags.PlaneOrientationSequence),
      measures: group(tags.PixelMeasuresSequence),
      rescale: group(tags.PixelValueTransformationSequence),
      content: group(tags.FrameContentSequence),
      type: group(tags.CTImageFrameTypeSequence),
    });
  });
}

/** The data sets that hold each kind of fact: groups of an enhanced image, the file's own elements otherwise. */
interface Groups {
  readonly plane?: DataSet;
  readonly orientation?: DataSet;
  readonly measures?: DataSet;
  readonly rescale?: DataSet;
  readonly content?: DataSet;
  readonly type?: DataSet;
}

const plainGroups = (set: DataSet): Groups => ({
  plane: set,
  orientation: set,
  measures: set,
  rescale: set,
  content: set,
});

function frameOf(instance: ImageInstance, index: number, groups: Groups): Frame {
  const { measures, rescale, type } = groups;
  const frameType = type ? stringsOf(type, tags.FrameType) : [];
  return {
    instance,
    index,
    position: vectorOf(groups.plane, tags.ImagePositionPatient, 3),
    orientation: vectorOf(groups.orientation, tags.ImageOrientationPatient, 6),
    pixelSpacing: vectorOf(measures, tags.PixelSpacing, 2),
    sliceSpacing:
      measures && (decimalOf(measures, tags.SpacingBetweenSlices) ?? decimalOf(measures, tags.SliceThickness)),
    slope: rescale && decimalOf(rescale, tags.RescaleSlope),
    intercept: rescale && decimalOf(rescale, tags.RescaleIntercept),
    rescaleType: rescale ? stringOf(rescale, tags.RescaleType) : '',
    imageType: frameType.length > 0 ? frameType : instance.facts.imageType,
    occasion: occasionOf(instance, groups),
  };
}

function occasionOf({ facts }: ImageInstance, { content, plane }: Groups): Occasion {
  const integer = (tag: number) => content && decimalOf(content, tag);
  const enhanced = content !== plane;
  return {
    acquisition: enhanced ? undefined : facts.acquisitionNumber,
    temporalPosition: enhanced
      ? content && uint32Of(content, tags.TemporalPositionIndex)
      : integer(tags.TemporalPositionIdentifier),
    cardiacPhase: content && floatOf(content, tags.NominalPercentageOfCardiacPhase),
    triggerTime: integer(tags.TriggerTime),
    stack: content && stringOf(content, tags.StackID),
    acquisitionSeconds: enhanced ? undefined : facts.acquisitionSeconds,
  };
}

function uint32Of({ stretch, elements }: DataSet, tag: number): number | undefined {
  const element = elements.get(tag);
  if (element?.length !== 4) return undefined;
  const { bytes, encoding } = stretch;
  return encoding.littleEndian ? bytes.readUInt32LE(element.offset) : bytes.readUInt32BE(element.offset);
}
