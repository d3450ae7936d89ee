import { mapTriple, type Triple } from '@totalfm/core';
import type { Geometry } from '../geometry.ts';
import { axesOf } from '../raw/axes-of.ts';
import type { NiftiHeader } from './header.ts';

/** Three rows of four: voxel index → RAS millimetres. */
type Affine = readonly number[];

export interface Orientation extends Omit<Geometry, 'size'> {
  /** What the reader should know of how the orientation was found. */
  readonly warnings: readonly string[];
}

/**
 * Position and axes in LPS, by the standard's rules: sform where its code is set; else qform where its code is set;
 * else spacing alone. An sform that is sheared or degenerate (which `Volume` cannot hold) gives way to the qform, as in
 * ITK. Undefined where neither is usable.
 */
export function orientationOf(header: NiftiHeader): Orientation | undefined {
  const scale = { 1: 1000, 3: 0.001 }[header.units & 7] ?? 1;
  const sform = header.sformCode > 0 ? toGeometry(header.srow, scale) : undefined;
  const qform = header.qformCode > 0 ? toGeometry(qformAffine(header), scale) : undefined;
  const warnings: string[] = [];
  if (header.sformCode > 0 && !sform && qform)
    warnings.push('The sform is sheared or degenerate; the qform is used instead.');
  if (sform && qform && !agree(sform, qform, header.dim))
    warnings.push('The sform and the qform disagree by more than a millimetre; the sform is used.');
  const found = sform ?? qform;
  if (found) return { ...found, warnings };
  if (header.sformCode > 0 || header.qformCode > 0) return undefined;
  const spacing = spacingOf(header);
  const plain = toGeometry([spacing[0], 0, 0, 0, 0, spacing[1], 0, 0, 0, 0, spacing[2], 0], scale);
  return (
    plain && {
      ...plain,
      warnings: [
        'The header gives no orientation; axes are taken to run right, anterior, superior. Left and right may be swapped.',
      ],
    }
  );
}

/** `pixdim` without its sign; 1 along an axis of a single voxel that has none. */
function spacingOf({ pixdim, dim }: NiftiHeader): Triple {
  const step = (axis: number) => Math.abs(pixdim[axis + 1]) || ((dim[axis + 1] ?? 1) <= 1 || axis >= dim[0] ? 1 : 0);
  return [step(0), step(1), step(2)];
}

/** Method 2 of `nifti1.h`: the rotation of a unit quaternion, its third column turned by `qfac` = pixdim[0]. */
function qformAffine(header: NiftiHeader): Affine {
  const [b, c, d] = header.quaternion;
  const squares = b * b + c * c + d * d;
  const norm = squares > 1 ? Math.sqrt(squares) : 1;
  const [x, y, z] = [b / norm, c / norm, d / norm];
  const w = Math.sqrt(Math.max(0, 1 - (x * x + y * y + z * z)));
  const rotation = [
    w * w + x * x - y * y - z * z,
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    w * w + y * y - x * x - z * z,
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    w * w + z * z - x * x - y * y,
  ];
  const spacing = spacingOf(header);
  const steps = [spacing[0], spacing[1], header.pixdim[0] < 0 ? -spacing[2] : spacing[2]];
  return [0, 1, 2].flatMap((row) => [
    ...steps.map((step, axis) => rotation[3 * row + axis] * step),
    header.qoffset[row],
  ]);
}

function toGeometry(affine: Affine, scale: number): Omit<Geometry, 'size'> | undefined {
  if (!affine.every(Number.isFinite)) return undefined;
  const column = (axis: number): Triple => [affine[axis], affine[axis + 4], affine[axis + 8]];
  const columns = [column(0), column(1), column(2)] as const;
  const axes = axesOf(columns);
  if (!axes) return undefined;
  // RAS → LPS turns the first two world axes. `|| 0` keeps −0 out of geometry.
  const turn = [-1, -1, 1] as const;
  const spacing = mapTriple(axes.spacing, (step) => step * scale);
  const origin = mapTriple(turn, (sign, row) => sign * affine[4 * row + 3] * scale || 0);
  // What is finite in metres need not be in millimetres, nor greater than 0 from micrometres.
  if (![...spacing, ...origin].every(Number.isFinite) || spacing.includes(0)) return undefined;
  return {
    spacing,
    origin,
    direction: axes.direction.map((value, i) => turn[Math.floor(i / 3)] * value || 0),
  };
}

function agree(a: Omit<Geometry, 'size'>, b: Omit<Geometry, 'size'>, dim: readonly number[]): boolean {
  const far = (g: Omit<Geometry, 'size'>, row: number, corner: number) =>
    g.origin[row] +
    [0, 1, 2].reduce(
      (sum, axis) =>
        sum +
        ((corner >> axis) & 1) * g.direction[3 * row + axis] * g.spacing[axis] * Math.max(0, (dim[axis + 1] ?? 1) - 1),
      0,
    );
  return Array.from({ length: 8 }, (_, corner) => corner).every(
    (corner) => Math.hypot(...[0, 1, 2].map((row) => far(a, row, corner) - far(b, row, corner))) <= 1,
  );
}

/** The header fields that give a geometry back, sform and qform alike. */
export function orientationFields({
  size,
  spacing,
  origin,
  direction,
}: Geometry): Pick<NiftiHeader, 'dim' | 'pixdim' | 'quaternion' | 'qoffset' | 'srow'> {
  const turn = [-1, -1, 1] as const;
  const ras = direction.map((value, i) => turn[Math.floor(i / 3)] * value || 0);
  const offset = origin.map((value, row) => turn[row] * value || 0);
  const determinant =
    ras[0] * (ras[4] * ras[8] - ras[5] * ras[7]) -
    ras[1] * (ras[3] * ras[8] - ras[5] * ras[6]) +
    ras[2] * (ras[3] * ras[7] - ras[4] * ras[6]);
  const qfac = determinant < 0 ? -1 : 1;
  return {
    dim: [3, ...size, 1, 1, 1, 1],
    pixdim: [qfac, ...spacing, 1, 1, 1, 1],
    quaternion: quaternionOf(ras.map((value, i) => (i % 3 === 2 ? value * qfac : value))),
    qoffset: offset as [number, number, number],
    srow: [0, 1, 2].flatMap((row) => [...spacing.map((step, axis) => ras[3 * row + axis] * step), offset[row]]),
  };
}

/** b, c and d of a proper rotation's unit quaternion with a ≥ 0, from its largest component for accuracy. */
function quaternionOf(r: readonly number[]): [number, number, number] {
  const squares = [1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8]];
  const largest = squares.indexOf(Math.max(...squares));
  const s = 2 * Math.sqrt(squares[largest]);
  const parts = [
    [s / 4, (r[7] - r[5]) / s, (r[2] - r[6]) / s, (r[3] - r[1]) / s],
    [(r[7] - r[5]) / s, s / 4, (r[1] + r[3]) / s, (r[2] + r[6]) / s],
    [(r[2] - r[6]) / s, (r[1] + r[3]) / s, s / 4, (r[5] + r[7]) / s],
    [(r[3] - r[1]) / s, (r[2] + r[6]) / s, (r[5] + r[7]) / s, s / 4],
  ][largest];
  const sign = parts[0] < 0 ? -1 : 1;
  return [sign * parts[1], sign * parts[2], sign * parts[3]];
}
