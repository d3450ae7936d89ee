import { throwIfAborted, voxelCount, type LabelFile, type VolumeGeometry, type Warn } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { damaged, parseError } from '../dicom-errors.ts';
import type { ScannedFile } from '../series/scan-file.ts';
import { fillContours } from './fill-contours.ts';
import { findSeries, type FoundSeries } from './find-series.ts';
import { gridOfContours } from './grid-of-contours.ts';
import { structureSetOf, type StructureSet } from './structure-set.ts';

/** A structure set, and the series that it was drawn on, where that lies beside it. */
export interface StructureSetPlan {
  readonly file: string;
  readonly set: StructureSet;
  readonly series?: FoundSeries;
}

/** Throws `TFM_DICOM_CORRUPT` where the file is damaged. */
export async function planStructureSet({ head, source }: ScannedFile, signal?: AbortSignal): Promise<StructureSetPlan> {
  const set = parsed(() => structureSetOf(head.set), source);
  if (set.rois.every(({ contours }) => contours.length === 0))
    throw damaged(source.name, 'it is a structure set without closed outlines');
  const series = await findSeries(source, set, signal);
  return { file: source.file, set, ...(series && { series }) };
}

function parsed<T>(parse: () => T, source: ScannedFile['source']): T {
  try {
    return parse();
  } catch (error) {
    throw parseError(error, source);
  }
}

/** The structures as numbers on the grid of their series, or on one of their own. Where they overlap, the later wins. */
export async function readStructureSet(
  { file, set, series }: StructureSetPlan,
  { signal, warn }: { readonly signal?: AbortSignal; readonly warn?: Warn },
): Promise<LabelFile> {
  const geometry =
    series?.geometry ??
    gridOfContours(
      set.rois.flatMap(({ contours }) => contours),
      file,
    );
  if (!series) warn?.(ownGrid(file, geometry));
  const most = Math.max(...set.rois.map(({ label }) => label));
  const data = most > 255 ? new Uint16Array(voxelCount(geometry.size)) : new Uint8Array(voxelCount(geometry.size));
  let lost = set.leftOut;
  for (const roi of set.rois) {
    throwIfAborted(signal);
    lost += fillContours(data, geometry, roi).outside;
  }
  if (lost > 0) warn?.(leftOut(file, lost));
  return { volume: { data, ...geometry }, names: new Map(set.rois.map(({ label, name }) => [label, name])) };
}

const ownGrid = (file: string, { size, spacing }: VolumeGeometry) =>
  imagingErrors
    .TFM_DICOM_REFERENCE({
      file,
      message: `The series that ${file} was drawn on is not beside it: its outlines are laid on a grid of their own, of ${size.join(' × ')} voxels of ${spacing.map((mm) => Number(mm.toFixed(3))).join(' × ')} mm.`,
      fix: 'Put the series into the same folder, or beside it, so that voxels are those of the CT.',
    })
    .toJSON();

const leftOut = (file: string, count: number) =>
  imagingErrors
    .TFM_DICOM_CONTOUR({
      file,
      message: `${count} outlines of ${file} were left out: they are points or open lines, lie outside of the series, or at an angle to its slices.`,
      fix: 'Look at the structures in a viewer, and export them again on the slices of their series.',
    })
    .toJSON();
