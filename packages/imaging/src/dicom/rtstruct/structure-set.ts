import { DicomDamage } from '../parse/damage.ts';
import { decimalOf, decimalsOf, itemsOf, stringOf, textOf, type DataSet } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';

/** Tags of structure sets (PS3.3, C.8.8.5 and C.8.8.6), by their keywords. */
export const structureTags = {
  ReferencedFrameOfReferenceSequence: 0x30060010,
  RTReferencedStudySequence: 0x30060012,
  RTReferencedSeriesSequence: 0x30060014,
  StructureSetROISequence: 0x30060020,
  ROINumber: 0x30060022,
  ReferencedFrameOfReferenceUID: 0x30060024,
  ROIName: 0x30060026,
  ROIContourSequence: 0x30060039,
  ContourSequence: 0x30060040,
  ContourGeometricType: 0x30060042,
  ContourData: 0x30060050,
  ReferencedROINumber: 0x30060084,
} as const;

/** The outlines of one structure. */
export interface Roi {
  /** Its number in a label map. */
  readonly label: number;
  readonly name: string;
  /** Points of closed outlines in one plane each, in LPS millimetres: x, y, z, x, y, z, … */
  readonly contours: readonly Float64Array[];
}

export interface StructureSet {
  /** In the order of their numbers. */
  readonly rois: readonly Roi[];
  /** Outlines that are points, lines or broken, and enclose nothing. */
  readonly leftOut: number;
  /** SeriesInstanceUIDs of the images that it was drawn on. */
  readonly series: ReadonlySet<string>;
  readonly framesOfReference: ReadonlySet<string>;
}

/** Numbers that a label map has room for. */
const MOST_LABEL = 65535;

/** Reads a structure set from the header that it is. Throws `DicomDamage`. */
export function structureSetOf(set: DataSet): StructureSet {
  const described = itemsOf(set, structureTags.StructureSetROISequence);
  const outlines = new Map<number, Float64Array[]>();
  let leftOut = 0;
  for (const item of itemsOf(set, structureTags.ROIContourSequence)) {
    const number = decimalOf(item, structureTags.ReferencedROINumber);
    if (number === undefined) throw new DicomDamage('outlines do not say of which structure they are', 0);
    const found = itemsOf(item, structureTags.ContourSequence).map(contourOf);
    const closed = found.filter((contour) => contour !== undefined);
    leftOut += found.length - closed.length;
    const own = outlines.get(number) ?? [];
    for (const contour of closed) own.push(contour);
    outlines.set(number, own);
  }
  const numbered = described
    .map((item, place) => ({ item, number: decimalOf(item, structureTags.ROINumber) ?? -1 - place }))
    .sort((a, b) => a.number - b.number);
  const numbers = numbered.map(({ number }) => number);
  const usable = new Set(numbers).size === numbers.length && numbers.every(isLabel);
  if (numbers.length > MOST_LABEL) throw new DicomDamage(`it has ${numbers.length} structures`, 0);
  return {
    rois: numbered.map(({ item, number }, index) => ({
      label: usable ? number : index + 1,
      name: textOf(item, structureTags.ROIName) || `structure ${number}`,
      contours: outlines.get(number) ?? [],
    })),
    leftOut,
    ...references(set, described),
  };
}

const isLabel = (number: number) => Number.isInteger(number) && number > 0 && number <= MOST_LABEL;

/** The points of a closed planar outline (with or without a keyhole); undefined for another. */
function contourOf(item: DataSet): Float64Array | undefined {
  const type = stringOf(item, structureTags.ContourGeometricType);
  if (type !== 'CLOSED_PLANAR' && type !== 'CLOSEDPLANAR_XOR' && type !== '') return undefined;
  const points = Float64Array.from(decimalsOf(item, structureTags.ContourData));
  // A point or a line is one where the file calls it closed: the outline of a structure of one voxel, or of one row of them.
  const least = type === '' ? 9 : 3;
  return points.length >= least && points.length % 3 === 0 && points.every(Number.isFinite) ? points : undefined;
}

function references(set: DataSet, described: readonly DataSet[]): Pick<StructureSet, 'series' | 'framesOfReference'> {
  const frames = itemsOf(set, structureTags.ReferencedFrameOfReferenceSequence);
  const series = frames
    .flatMap((item) => itemsOf(item, structureTags.RTReferencedStudySequence))
    .flatMap((item) => itemsOf(item, structureTags.RTReferencedSeriesSequence))
    .map((item) => stringOf(item, tags.SeriesInstanceUID));
  const framesOfReference = [
    ...frames.map((item) => stringOf(item, tags.FrameOfReferenceUID)),
    ...described.map((item) => stringOf(item, structureTags.ReferencedFrameOfReferenceUID)),
  ];
  const told = (uids: readonly string[]) => new Set(uids.filter((uid) => uid !== ''));
  return { series: told(series), framesOfReference: told(framesOfReference) };
}
