import type { Split, TrueFinding } from './exam.ts';
import type { Finding, FindingState } from './finding.ts';
import type { OrganPart, OrganVolume, VolumeRow } from './organ-volume.ts';

/** A parsed statement of a pair. Its sentence is one of the pair's own, by its place: equal texts stay apart. */
export type PairFinding = Omit<Finding, 'sentence'> & { readonly sentence: number };

/** Where a true finding lies in the patient. */
export type TruePlace = Required<Pick<TrueFinding, 'finding' | 'centreMm'>> & Pick<TrueFinding, 'sizeMm'>;

/** What the report, and the truth where it is known, say of one organ part. */
export interface PartLanguage {
  /** The report's sentences about this organ (and side), in report order, exactly as written. Empty: unmentioned. */
  readonly sentences: readonly string[];
  /** Parsed statements about this organ and side. */
  readonly findings: readonly PairFinding[];
  readonly mentioned: boolean;
  /** Parsed state of every finding of the organ: what training may use. */
  readonly states: Readonly<Record<string, FindingState>>;
  /** True state of every assessed finding of the organ (and side), where the cohort knows it: evaluation only. */
  readonly truth?: Readonly<Record<string, boolean>>;
  /** Where true findings of the organ (and side) lie, as far as the cohort knows: evaluation only. Absent: nothing has a place. */
  readonly truePlaces?: readonly TruePlace[];
}

/** What the report, and the truth where it is known, say of one organ volume, or of a whole exam. */
export interface PairLanguage extends PartLanguage {
  /** Of a whole exam: what is said of each organ part of the experiment, in its order, as of a volume of that part. */
  readonly parts?: readonly (OrganPart & PartLanguage)[];
}

/** One row of the pair table: everything about a pair but its voxels and what is measured of its structures. */
export interface PairRow extends Omit<VolumeRow, 'structures'>, PairLanguage {
  readonly patient: string;
  readonly split: Split;
  /** Id of the report parser. */
  readonly parser: string;
}

/** A pair with its voxels. */
export interface OrganPair {
  readonly row: PairRow;
  readonly volume: OrganVolume;
}
