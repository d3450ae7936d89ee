import type { ScanPhase } from './contrast-phase.ts';
import type { Side } from './side.ts';
import type { Triple } from './triple.ts';

/** A face of the scan, in patient directions. */
export type ScanEdge = 'left' | 'right' | 'anterior' | 'posterior' | 'superior' | 'inferior';

/** Names one unit of the model: an organ, or one side of a paired organ. */
export interface OrganPart {
  readonly organ: string;
  readonly side?: Side;
}

/** The organ id of a volume that shows a whole exam, and stands for all of its organs. No organ may be called so. */
export const wholeExam = 'exam';

/** `kidney` + `left` → `kidney_left`; `liver` → `liver`. */
export function partName({ organ, side }: OrganPart): string {
  return side ? `${organ}_${side}` : organ;
}

/**
 * Why an organ's mask is in doubt: its size or its HU are not that organ's, it is in pieces, or the scan as a whole lies wrongly.
 * Pairs of doubted volumes are kept and scored, and not trained on.
 */
export type MaskDoubt = 'size' | 'hu' | 'pieces' | 'scan';

/** What a label map says of one structure in an organ's crop, measured on the grid of its volume. */
export interface StructureMeasure {
  /** A name of the label map: `vertebrae_T12`. */
  readonly structure: string;
  /** Millilitres that lie in the crop. */
  readonly ml: number;
  /**
   * Of the organ's own structures: its volume over the areas that it casts along x, y and z, in millimetres. A collapsed vertebra is thin
   * along z however far its processes reach.
   */
  readonly thicknessMm?: Triple;
}

/** One organ's CT, resampled to the cutter's size or voxel size. What a vision encoder sees. */
export interface OrganVolume extends OrganPart {
  /** HU, x fastest; axes run to the patient's left, posterior and superior (LPS). */
  readonly hu: Int16Array;
  /** 1 where the segmenter says that the voxel belongs to the organ. Same grid as `hu`. */
  readonly mask?: Uint8Array;
  readonly size: Triple;
  /** Physical size of the crop in millimetres (x, y, z): the scale that resampling loses. */
  readonly extentMm: Triple;
  /** Physical size in millimetres of the organ's own bounding box, from the segmenter's mask. */
  readonly organExtentMm: Triple;
  /** Volume of the organ's mask in millilitres. */
  readonly organMl: number;
  /** The organ's structures and others that lie in its crop; absent where nobody measured them. */
  readonly structures?: readonly StructureMeasure[];
}

/** An organ volume as it was cut out of a scan. */
export interface OrganCut {
  readonly volume: OrganVolume;
  /** Faces of the scan that cut the organ. */
  readonly cutBy: readonly ScanEdge[];
  readonly doubts: readonly MaskDoubt[];
  /** Spacing of the CT that the volume came from, in millimetres, along the volume's own axes. */
  readonly sourceSpacing: Triple;
  /** LPS millimetres of the centre of voxel (0, 0, 0). Absent where the scan lies oblique: its axes are not the patient's. */
  readonly originMm?: Triple;
  /** Contrast phase of the scan, where something tells it. */
  readonly phase?: ScanPhase;
}

/** One row of the volume table: everything about an organ volume but its voxels, and nothing that a report says. */
export interface VolumeRow extends OrganPart {
  /** `exam/part`, unique in the store. */
  readonly key: string;
  readonly exam: string;
  /** Voxels (x, y, z). */
  readonly size: Triple;
  readonly extentMm: Triple;
  /** As of the volume; 0 where nobody measured the organ: a whole exam that is asked about it has no mask of it. */
  readonly organExtentMm: Triple;
  readonly organMl: number;
  /** As of the volume. */
  readonly structures?: readonly StructureMeasure[];
  readonly cutBy: readonly ScanEdge[];
  readonly doubts: readonly MaskDoubt[];
  readonly sourceSpacing: Triple;
  /** As of the cut; absent where nobody knows where in the patient the volume lies. */
  readonly originMm?: Triple;
  /** Contrast phase of the scan, where something tells it. */
  readonly phase?: ScanPhase;
  /** Id of the segmenter. */
  readonly segmenter: string;
}

/** A volume with its row, as a store takes it. */
export interface StoredVolume {
  readonly row: VolumeRow;
  readonly volume: OrganVolume;
}
