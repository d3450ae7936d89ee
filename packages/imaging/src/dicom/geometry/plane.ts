import { imagingErrors } from '../../errors.ts';
import type { Frame } from '../series/frames.ts';
import { cross, dot, lengthOf, minus, plus, scaled, vector, type Vector } from './vectors.ts';

/** The plane and raster of a slice. Slices of one raster can be stacked. */
export interface Raster {
  readonly rows: number;
  readonly columns: number;
  /** Direction of growing columns, of growing rows, and the normal that makes them right-handed: unit vectors in LPS. */
  readonly along: Vector;
  readonly down: Vector;
  readonly normal: Vector;
  /** Millimetres between columns, then between rows. */
  readonly spacing: readonly [number, number];
  /** How far the stated directions were from unit length and right angles. */
  readonly skew: number;
}

export interface PlacedFrame {
  readonly frame: Frame;
  readonly raster: Raster;
  /** LPS millimetres. */
  readonly position: Vector;
}

/** Rounding of decimal strings stays below; beyond it is said. */
export const SKEW_SAID = 1e-3;
/** Beyond it directions are no directions. */
const SKEW_REFUSED = 0.02;

/** Where a frame lies; undefined where its header does not say, or says what cannot be. Throws `TFM_DICOM_GEOMETRY`. */
export function placed(frame: Frame): PlacedFrame | undefined {
  const { position, orientation, pixelSpacing, instance } = frame;
  if (!position || !orientation || !pixelSpacing) return undefined;
  const broken = (message: string, fix: string) =>
    imagingErrors.TFM_DICOM_GEOMETRY({
      file: instance.source.file,
      message: `${instance.source.name} ${message}`,
      fix,
    });
  if (!pixelSpacing.every((step) => step > 0))
    throw broken(
      `has a Pixel Spacing of ${pixelSpacing.join(' × ')} mm.`,
      'Export the series again from the original images.',
    );
  const [row, column] = [vector(orientation), vector(orientation.slice(3))];
  const skew = Math.max(Math.abs(lengthOf(row) - 1), Math.abs(lengthOf(column) - 1), Math.abs(dot(row, column)));
  if (!(skew <= SKEW_REFUSED))
    throw broken(
      `has an Image Orientation (${orientation.join(', ')}) that is not two unit vectors at right angles: it is off by ${skew.toFixed(4)}.`,
      'Export the series again from the original images.',
    );
  const along = scaled(row, 1 / lengthOf(row));
  const square = minus(column, scaled(along, dot(column, along)));
  const down = scaled(square, 1 / lengthOf(square));
  const { rows, columns } = instance.format;
  const spacing = [pixelSpacing[1], pixelSpacing[0]] as const;
  const raster: Raster = { rows, columns, along, down, normal: cross(along, down), spacing, skew };
  return { frame, raster, position: vector(position) };
}

/** Directions within 0.001, spacings within a thousandth, the same size. */
export function sameRaster(a: Raster, b: Raster): boolean {
  const near = (p: Vector, q: Vector) => lengthOf(minus(p, q)) < 1e-3;
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    near(a.along, b.along) &&
    near(a.down, b.down) &&
    a.spacing.every((step, axis) => Math.abs(step - b.spacing[axis]) <= 1e-3 * step)
  );
}

/** A point of the raster's plane, moved by millimetres along its rows and columns. */
export const movedWithin = (position: Vector, { along, down }: Raster, [x, y]: readonly [number, number]): Vector =>
  plus(position, plus(scaled(along, x), scaled(down, y)));
