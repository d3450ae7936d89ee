import type { Finding, FindingState } from './finding.ts';
import type { Side, Split } from './exam.ts';
import type { Triple } from './volume.ts';

/** A face of the scan, in patient directions. */
export type ScanEdge = 'left' | 'right' | 'anterior' | 'posterior' | 'superior' | 'inferior';

/** Names one unit of the model: an organ, or one side of a paired organ. */
export interface OrganPart {
  readonly organ: string;
  readonly side?: Side;
}

/** `kidney` + `left` → `kidney_left`; `liver` → `liver`. */
export function partName({ organ, side }: OrganPart): string {
  return side ? `${organ}_${side}` : organ;
}

/** One organ's CT, resampled to the pair store's size. What a vision encoder sees. */
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
}

/** One row of the pair table: everything about a pair but its voxels. */
export interface PairRow extends OrganPart {
  /** `exam/part`, unique in the store. */
  readonly key: string;
  readonly exam: string;
  readonly patient: string;
  readonly split: Split;
  /** The report's sentences about this organ (and side), in report order, exactly as written. Empty: unmentioned. */
  readonly sentences: readonly string[];
  /** Parsed statements about this organ and side. */
  readonly findings: readonly Finding[];
  readonly mentioned: boolean;
  /** Parsed state of every finding of the organ: what training may use. */
  readonly states: Readonly<Record<string, FindingState>>;
  /** True state of every assessed finding of the organ (and side), where the cohort knows it: evaluation only. */
  readonly truth?: Readonly<Record<string, boolean>>;
  readonly extentMm: Triple;
  readonly organExtentMm: Triple;
  readonly organMl: number;
  /** Faces of the scan that cut the organ. */
  readonly cutBy: readonly ScanEdge[];
  /** Spacing of the CT that the pair came from, in millimetres. */
  readonly sourceSpacing: Triple;
  readonly segmenter: string;
  readonly parser: string;
}

/** A pair with its voxels. */
export interface OrganPair {
  readonly row: PairRow;
  readonly volume: OrganVolume;
}
