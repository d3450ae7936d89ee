import type { OrganCut } from '../domain/organ-volume.ts';
import type { Triple } from '../domain/triple.ts';
import type { LabelMap, Volume } from '../domain/volume.ts';
import type { ErrorRecord } from '../errors.ts';

/** Cuts a CT into the volumes that a vision encoder sees. */
export interface VolumeCutter {
  /** Voxels (x, y, z) of every volume that it makes. */
  readonly size: Triple;
  /**
   * One cut for each organ part that the label map shows, in the order of the experiment's organs. Throws a coded error
   * where the label map does not lie on the grid of `ct`.
   */
  cut(ct: Volume, labelMap: LabelMap, signal?: AbortSignal): Promise<readonly OrganCut[]>;
  /** What is probably wrong with a scan that can be cut all the same: warnings for a reader who should look. */
  suspicions?(ct: Volume, labelMap: LabelMap): readonly ErrorRecord[];
}
