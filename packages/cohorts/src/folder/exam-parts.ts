import { join } from 'node:path';
import type { VolumeFiles } from '@totalfm/core';
import { kindOf } from '../shared/path-kind.ts';
import { findVolumes, theVolume, type FoundVolumes } from './find-volume.ts';
import type { FolderOptions } from './options.ts';

/** Where the parts of one exam lie. Finding them reads no more than the first bytes of candidates. */
export interface ExamPlaces {
  readonly ct: FoundVolumes;
  /** Which volume of the CT's file. */
  readonly frame?: number;
  readonly labels: LabelPlace | undefined;
  readonly report: string;
  /** How the report is read. */
  readonly encoding: string;
  readonly truth: string;
}

/** Label files by name, or a folder of one mask a structure. */
export type LabelPlace = { readonly files: FoundVolumes } | { readonly masks: string };

type PartNames = Pick<FolderOptions, 'ct' | 'frame' | 'segmentation' | 'report' | 'encoding'>;

export async function placesOf(
  dir: string,
  names: PartNames,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<ExamPlaces> {
  return {
    ct: await findVolumes(join(dir, names.ct), files, signal),
    ...(names.frame !== undefined && { frame: names.frame }),
    labels: await findLabels(dir, names.segmentation, files, signal),
    report: join(dir, names.report),
    encoding: names.encoding,
    truth: join(dir, 'truth.json'),
  };
}

/** Files come before folders of masks, and what a reader knows before what none does. */
export async function findLabels(
  dir: string,
  name: string,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<LabelPlace | undefined> {
  const found = await findVolumes(join(dir, name), files, signal);
  if (found.volumes.length > 0) return { files: found };
  for (const candidate of new Set([name, 'segmentation', 'segmentations'])) {
    const masks = join(dir, candidate);
    if ((await kindOf(masks)) === 'folder') return { masks };
  }
  return found.others.length > 0 ? { files: found } : undefined;
}

/** The path to give to `readLabels`. Throws `TFM_FOLDER_SEVERAL`. */
export const labelPath = (place: LabelPlace): string =>
  'masks' in place ? place.masks : (theVolume(place.files, 'segmentation') ?? place.files.others[0]);
