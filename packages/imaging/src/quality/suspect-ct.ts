import { mapTriple, type Volume } from '@totalfm/core';
import { canonicalAxes } from '../reorient.ts';
import { sliceOrder } from './slice-order.ts';
import { percent, type Suspicion } from './suspicion.ts';

/** Looks at the values, the spacing and the slices of a CT that should be in HU. */
export function suspectCt(ct: Volume): readonly Suspicion[] {
  const shares = sharesOf(ct.data);
  const suspicions = [suspectValues(shares), ...suspectRange(shares), suspectSpacing(ct)];
  return [...suspicions, ...suspectSlices(ct)].filter((one) => one !== undefined);
}

interface Shares {
  readonly voxels: number;
  readonly low: number;
  readonly high: number;
  /** Voxels that are numbers. */
  readonly finite: number;
  /** Shares of all voxels. */
  readonly soft: number;
  readonly belowAir: number;
  readonly shifted: number;
  readonly wrapped: number;
  readonly extreme: number;
  /** Of the highest value, and of the 20 below it. */
  readonly atHigh: number;
  readonly belowHigh: number;
}

/** What values say of slope and intercept: at most one of these can be told. */
function suspectValues({
  low,
  high,
  soft,
  belowAir,
  shifted,
  wrapped,
  atHigh,
  belowHigh,
}: Shares): Suspicion | undefined {
  if (low >= 0 && high <= 255)
    return {
      kind: 'not-hu',
      message: `All values lie in ${low} … ${high}: this looks like a windowed picture, not HU.`,
    };
  if (low >= 0 && wrapped > 0.02)
    return {
      kind: 'not-hu',
      message: `No value is below 0 and ${percent(wrapped)} lie in 62000 … 65535: negative numbers seem to be stored without their sign.`,
    };
  if (low >= -50 && shifted > 0.02)
    return {
      kind: 'intercept-missing',
      message: `No value is below ${low} and ${percent(shifted)} lie in 900 … 1300: the intercept of −1024 seems not to be applied.`,
    };
  if (soft < 0.01 && belowAir > 0.02)
    return {
      kind: 'rescaled-twice',
      message: `${percent(belowAir)} of the voxels lie below −1500 and ${percent(soft)} in −200 … 300: the intercept seems to be applied twice.`,
    };
  if (low > -300 && soft > 0)
    return { kind: 'not-hu', message: `The lowest value is ${low}: a CT in HU has air near −1000.` };
  if (high < 600 && atHigh > 0.002 && belowHigh > 0.0005 && atHigh > belowHigh / 4)
    return {
      kind: 'clipped',
      message: `${percent(atHigh)} of the voxels are exactly ${high}, and none is above: values seem to be cut off there, bone and contrast with them.`,
    };
  return undefined;
}

function suspectRange({ voxels, finite, extreme, wrapped }: Shares): readonly (Suspicion | undefined)[] {
  return [
    finite < voxels ? { kind: 'not-finite', message: `${voxels - finite} voxels are NaN or infinite.` } : undefined,
    extreme > 0.001 && wrapped < 0.02
      ? { kind: 'out-of-range', message: `${percent(extreme)} of the voxels lie outside −4096 … 8192 HU.` }
      : undefined,
  ];
}

/** In the plane of the slices, a field of view is some 100 mm (a hand, a spine) to 800 mm (the widest bore). */
const fieldMm = [80, 1000] as const;
/** No scanner has finer voxels. */
const FINEST_MM = 0.1;
/** No body, and no table, is longer. */
const LONGEST_MM = 2200;
/** Slices further apart are those of a protocol with gaps, or of a sparse export: their spacing is right. */
const WIDE_MM = 20;

/** What no scan can have is in another unit; a step that is only wide is told. */
function suspectSpacing({ size, spacing, direction }: Volume): Suspicion | undefined {
  const { axes } = canonicalAxes({ direction });
  const extents = axes.map((axis) => size[axis] * spacing[axis]);
  const mm = mapTriple(spacing, (step) => Number(step.toFixed(3))).join(' × ');
  const wrong =
    spacing.some((step) => step < FINEST_MM) ||
    extents.slice(0, 2).some((field) => field < fieldMm[0] || field > fieldMm[1]) ||
    extents[2] > LONGEST_MM;
  if (wrong)
    return {
      kind: 'spacing',
      message: `With a spacing of ${mm} mm the scan is ${extents.map(Math.round).join(' × ')} mm large: the spacing seems to be in another unit.`,
    };
  if (spacing.every((step) => step <= WIDE_MM)) return undefined;
  return { kind: 'spacing', mild: true, message: `The spacing of ${mm} mm is unusually wide for a CT.` };
}

function suspectSlices(ct: Volume): readonly Suspicion[] {
  const { same, pairs, roughness, jumps } = sliceOrder(ct);
  const found: Suspicion[] = [];
  if (same > Math.max(1, 0.05 * pairs))
    found.push({
      kind: 'slices-doubled',
      message: `${same} of ${pairs} slices are the same as the one below: slices seem to be doubled.`,
    });
  if (roughness !== undefined && roughness > 0.8)
    found.push({
      kind: 'slices-unordered',
      message: `Neighbouring slices differ as much as slices far apart (${roughness.toFixed(2)} of it; at most about 0.5 in a scan): the slices seem to be in no order.`,
    });
  else if (jumps.length > 0)
    found.push({
      kind: 'slices-unordered',
      message: `Between the slices ${places(jumps)} the scan changes as between slices far apart: slices seem to be missing or out of order.`,
    });
  return found;
}

const places = (jumps: readonly number[]) =>
  `${jumps
    .slice(0, 5)
    .map((slice) => `${slice}–${slice + 1}`)
    .join(', ')}${jumps.length > 5 ? `, … (${jumps.length} in all)` : ''}`;

/** Values, and how often each is there. */
interface Tally {
  readonly values: ArrayLike<number>;
  readonly counts?: ArrayLike<number>;
}

/** Of int16 each value once, which is quicker to look at; of others every voxel. */
function tallyOf(data: Volume['data']): Tally {
  if (!(data instanceof Int16Array)) return { values: data };
  const counts = new Uint32Array(65536);
  for (let i = 0; i < data.length; i++) counts[data[i] + 32768]++;
  const values = Int32Array.from(counts.keys(), (place) => place - 32768).filter((_, place) => counts[place] > 0);
  return { values, counts: counts.filter((count) => count > 0) };
}

function countBelow({ values, counts }: Tally, high: number): number {
  // Asked for where values may be cut off: above 600 they are bone or contrast.
  if (!(high < 600)) return 0;
  let below = 0;
  for (let i = 0; i < values.length; i++) if (values[i] < high && values[i] >= high - 20) below += counts?.[i] ?? 1;
  return below;
}

function sharesOf(data: Volume['data']): Shares {
  const tally = tallyOf(data);
  const { values, counts } = tally;
  let [low, high, atHigh] = [Infinity, -Infinity, 0];
  let [finite, soft, belowAir, shifted, wrapped, extreme] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const count = counts ? counts[i] : 1;
    if (!(Math.abs(value) < Infinity)) continue;
    finite += count;
    if (value < low) low = value;
    if (value > high) [high, atHigh] = [value, 0];
    if (value === high) atHigh += count;
    if (value >= -200 && value <= 300) soft += count;
    else if (value < -1500) belowAir += count;
    else if (value >= 900 && value <= 1300) shifted += count;
    else if (value >= 62000 && value <= 65535) wrapped += count;
    if (value < -4096 || value > 8192) extreme += count;
  }
  const share = (count: number) => count / Math.max(1, data.length);
  return {
    voxels: data.length,
    low,
    high,
    finite,
    soft: share(soft),
    belowAir: share(belowAir),
    shifted: share(shifted),
    wrapped: share(wrapped),
    extreme: share(extreme),
    atHigh: share(atHigh),
    belowHigh: share(countBelow(tally, high)),
  };
}
