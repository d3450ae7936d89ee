import type { OrganCut } from '../domain/organ-volume.ts';
import type { Triple } from '../domain/triple.ts';
import type { LabelMap, Volume } from '../domain/volume.ts';
import type { Warn } from '../errors.ts';

export interface CutWork {
  readonly signal?: AbortSignal;
  readonly warn?: Warn;
}

/** Cuts a CT into the volumes that a vision encoder sees. */
export interface VolumeCutter {
  /** Voxels (x, y, z) of every volume that it makes; absent where volumes are as large as their organs. */
  readonly size?: Triple;
  /**
   * One cut for each organ part that the label map shows, in the order of the experiment's organs. Throws a coded error
   * where the label map does not lie on the grid of `ct`. What is probably wrong with a scan that can be cut all the same is
   * told, and the cuts that it concerns say so as `doubts`.
   */
  cut(ct: Volume, labelMap: LabelMap, work?: CutWork): Promise<readonly OrganCut[]>;
}
