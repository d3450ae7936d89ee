import { voxelCount, type ErrorRecord, type TotalFmError, type Triple, type VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import type { Frame } from '../series/frames.ts';
import { withoutDuplicates, type SamePixels } from './duplicates.ts';
import { checkGaps } from './gaps.ts';
import { movedWithin, placed, SKEW_SAID, type PlacedFrame } from './plane.ts';
import { rasterGroups } from './rasters.ts';
import { sliceSpacing, type SliceSpacing } from './spacing.ts';
import { stacked, type StackedFrame } from './stack.ts';
import { driftOf } from './tilt.ts';
import { oneVolume } from './one-volume.ts';

/** What geometry may be mended, and which volume is wanted. */
export interface PlanOptions {
  /** Where slices are missing or unevenly spaced: resample them to an even grid, or refuse. */
  readonly gaps: 'resample' | 'refuse';
  /** Millimetres of a gap that is too long to be filled. */
  readonly longestGap: number;
  /** Which of several volumes at one place, from 0. */
  readonly frame?: number;
  /** Whether two frames are stored alike. */
  readonly samePixels: SamePixels;
  /** What messages call the series: a folder or file. */
  readonly file: string;
}

/** One slice, and where it goes. */
export interface SlicePlan {
  readonly frame: Frame;
  /** Slices of the volume's grid from its first one: a whole number in an even series. */
  readonly place: number;
  /** Pixels to move it right and down within its plane, of a tilted gantry. */
  readonly shift: readonly [number, number];
}

/** How a volume is made from slices: everything but pixels. */
export interface VolumePlan {
  readonly geometry: VolumeGeometry;
  readonly slices: readonly SlicePlan[];
  /** Whether slices fall between those of the grid. */
  readonly resampled: boolean;
  readonly sheared: boolean;
  readonly warnings: readonly ErrorRecord[];
}

/**
 * Lays the frames of a series out as one volume, by what their headers say of position and orientation alone. Throws
 * `TFM_DICOM_GEOMETRY`, `TFM_DICOM_MIXED`, `TFM_DICOM_SEVERAL`, `TFM_DICOM_GAP`.
 */
export async function planVolume(frames: readonly Frame[], options: PlanOptions): Promise<VolumePlan> {
  const warnings: ErrorRecord[] = [];
  const warn = (error: TotalFmError) => void warnings.push(error.toJSON());
  const stack = await oneVolume(stacked(largestRaster(frames, options.file, warn)), options, (all) =>
    withoutDuplicates(all, options, warn),
  );
  const spacing = sliceSpacing(stack.map(({ along }) => along));
  checkGaps(stack, spacing, options, warn);
  return { ...layOut(stack, spacing, options.file, warn), resampled: !spacing.even, warnings };
}

/** Degrees: gantries tilt by 30. */
const STEEPEST = 45;
/** Times as many voxels as were stored. */
const MOST_GROWTH = 8;

type Tell = (warning: TotalFmError) => void;

function largestRaster(frames: readonly Frame[], file: string, warn: Tell): readonly PlacedFrame[] {
  const found = frames.map(placed).filter((frame) => frame !== undefined);
  if (found.length === 0)
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `None of the ${frames.length} slices of ${file} says where it lies: position, orientation or spacing are missing.`,
      fix: 'Export the series again as CT images with Image Position, Image Orientation and Pixel Spacing.',
    });
  const [largest, ...others] = rasterGroups(found);
  const rest = frames.length - largest.length;
  if (rest > 0) {
    const what = `${file} holds slices of ${others.length + 1} sizes or orientations (${[largest, ...others].map(describeGroup).join('; ')})${found.length < frames.length ? `, and ${frames.length - found.length} without a place` : ''}`;
    const fix = 'Look at the series in a viewer, and remove the slices that do not belong to it.';
    if (largest.length * 2 < frames.length)
      throw imagingErrors.TFM_DICOM_MIXED({ file, message: `${what}; none has half of them.`, fix });
    warn(
      imagingErrors.TFM_DICOM_MIXED({
        file,
        message: `${what}; the ${largest.length} of the largest group are used.`,
        fix,
      }),
    );
  }
  const { skew } = largest[0].raster;
  if (skew > SKEW_SAID)
    warn(
      imagingErrors.TFM_DICOM_GEOMETRY({
        file,
        message: `The Image Orientation of ${file} is off unit length or right angles by ${skew.toFixed(4)}; it was straightened.`,
        fix: 'Look at the scan in a viewer; export it again if it lies wrongly there.',
      }),
    );
  return largest;
}

function describeGroup(group: readonly PlacedFrame[]): string {
  const { rows, columns, normal } = group[0].raster;
  return `${group.length} of ${columns} × ${rows} with normal (${normal.map((value) => Number(value.toFixed(3))).join(', ')})`;
}

function layOut(
  stack: readonly StackedFrame[],
  spacing: SliceSpacing,
  file: string,
  warn: Tell,
): Pick<VolumePlan, 'geometry' | 'slices' | 'sheared'> {
  const { raster, frame, along: start } = stack[0];
  const [dx, dy] = raster.spacing;
  const drift = driftOf(stack);
  const limit = 0.5 * Math.min(dx, dy);
  if (drift.unevenness > Math.max(limit, 0.5))
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `Slices of ${file} lie up to ${drift.unevenness.toFixed(2)} mm beside one another, and not evenly as with a tilted gantry.`,
      fix: 'Look at the series in a viewer; it may be made of several scans.',
    });
  if (drift.degrees > STEEPEST)
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `The slices of ${file} drift by ${drift.degrees.toFixed(1)} degrees, which no gantry tilts by.`,
      fix: 'Look at the series in a viewer; it may be made of several scans.',
    });
  if (drift.tilted) warn(tiltWarning(file, drift.degrees, frame.instance.facts.gantryTilt));
  const pixels = stack.map((_, i): readonly [number, number] =>
    drift.tilted ? [drift.shifts[i][0] / dx, drift.shifts[i][1] / dy] : [0, 0],
  );
  const grown = [0, 1].map((axis) => growth(pixels.map((shift) => shift[axis])));
  const step = spacing.step ?? singleStep(frame, file, warn);
  const size: Triple = [raster.columns + grown[0].more, raster.rows + grown[1].more, spacing.count];
  const origin = movedWithin(stack[0].position, raster, [-grown[0].before * dx, -grown[1].before * dy]);
  if (voxelCount(size) > MOST_GROWTH * stack.length * raster.columns * raster.rows)
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `A grid for the slices of ${file} would have ${size.join(' × ')} voxels.`,
      fix: 'Look at the series in a viewer; its positions or spacings cannot be right.',
    });
  const { along, down, normal } = raster;
  const geometry: VolumeGeometry = {
    size,
    spacing: [dx, dy, step],
    origin: [origin[0] || 0, origin[1] || 0, origin[2] || 0],
    direction: [0, 1, 2].flatMap((row) => [along[row] || 0, down[row] || 0, normal[row] || 0]),
  };
  const slices = stack.map(
    ({ frame: own, along: place }, i): SlicePlan => ({
      frame: own,
      place: spacing.even ? i : (place - start) / step,
      shift: [pixels[i][0] + grown[0].before, pixels[i][1] + grown[1].before],
    }),
  );
  return { geometry, slices, sheared: drift.tilted };
}

/** Pixels that a grid has to grow by, before its first one and altogether, to hold slices that are moved so far. */
function growth(shifts: readonly number[]): { readonly before: number; readonly more: number } {
  // Not by spreading: a multi-frame file may have more slices than a call takes arguments.
  const [low, high] = shifts.reduce(([a, b], shift) => [Math.min(a, shift), Math.max(b, shift)], [0, 0]);
  const before = Math.ceil(-low - 1e-6);
  return { before, more: before + Math.ceil(high - 1e-6) };
}

function singleStep({ sliceSpacing: stated }: Frame, file: string, warn: Tell): number {
  if (stated !== undefined && stated > 0) return stated;
  warn(
    imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `${file} is one slice, and does not say how thick it is; 1 mm is taken.`,
      fix: 'Add the other slices of the series.',
    }),
  );
  return 1;
}

const tiltWarning = (file: string, degrees: number, stated: number | undefined) =>
  imagingErrors.TFM_DICOM_TILT({
    file,
    message: `The slices of ${file} drift by ${degrees.toFixed(2)} degrees: the gantry was tilted${stated === undefined ? '' : ` (its header says ${stated})`}. They were moved back onto a grid with right angles.`,
    fix: 'Nothing has to be done; slices between pixels were interpolated.',
  });
