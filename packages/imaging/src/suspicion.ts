import type { LabelMap, Volume } from '@totalfm/core';
import { labelBoxes } from './label-boxes.ts';

/** Something about a volume that is probably wrong. Nothing is changed because of it: a reader should look. */
export interface Suspicion {
  readonly kind:
    | 'not-hu'
    | 'rescaled-twice'
    | 'intercept-missing'
    | 'out-of-range'
    | 'not-finite'
    | 'spacing'
    | 'left-right-swapped'
    | 'upside-down';
  /** A full sentence, with the numbers it rests on. */
  readonly message: string;
}

/** Looks at the values and the spacing of a CT that should be in HU. */
export function suspectCt({ data, spacing }: Volume): readonly Suspicion[] {
  const found: Suspicion[] = [];
  const say = (kind: Suspicion['kind'], message: string) => found.push({ kind, message });
  const { finite, low, high, soft, belowAir, shifted, extreme } = shares(data);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (finite < data.length) say('not-finite', `${data.length - finite} voxels are NaN or infinite.`);
  if (low >= 0 && high <= 255)
    say('not-hu', `All values lie in ${low} … ${high}: this looks like a windowed picture, not HU.`);
  else if (low >= -50 && shifted > 0.02)
    say(
      'intercept-missing',
      `No value is below ${low} and ${percent(shifted)} lie in 900 … 1300: the intercept of −1024 seems not to be applied.`,
    );
  else if (soft < 0.01 && belowAir > 0.02)
    say(
      'rescaled-twice',
      `${percent(belowAir)} of the voxels lie below −1500 and ${percent(soft)} in −200 … 300: the intercept seems to be applied twice.`,
    );
  else if (low > -300 && soft > 0) say('not-hu', `The lowest value is ${low}: a CT in HU has air near −1000.`);
  if (extreme > 0.001) say('out-of-range', `${percent(extreme)} of the voxels lie outside −4096 … 8192 HU.`);
  if (spacing.some((step) => step < 0.1 || step > 12))
    say(
      'spacing',
      `The spacing of ${spacing.map((step) => Number(step.toFixed(3))).join(' × ')} mm is unusual for a CT.`,
    );
  return found;
}

function shares(data: Volume['data']) {
  let [low, high] = [Infinity, -Infinity];
  let [finite, soft, belowAir, shifted, extreme] = [0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!(Math.abs(value) < Infinity)) continue;
    finite++;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value >= -200 && value <= 300) soft++;
    else if (value < -1500) belowAir++;
    else if (value >= 900 && value <= 1300) shifted++;
    if (value < -4096 || value > 8192) extreme++;
  }
  const all = Math.max(1, data.length);
  return {
    finite,
    low,
    high,
    soft: soft / all,
    belowAir: belowAir / all,
    shifted: shifted / all,
    extreme: extreme / all,
  };
}

/** Structures whose order along an axis is the same in nearly everybody: the first lies to the right of, or below, the second. */
const rightToLeft = [
  ['kidney_right', 'kidney_left'],
  ['liver', 'spleen'],
  ['lung_lower_lobe_right', 'lung_lower_lobe_left'],
  ['lung_upper_lobe_right', 'lung_upper_lobe_left'],
  ['hip_right', 'hip_left'],
  ['scapula_right', 'scapula_left'],
] as const;
const belowToAbove = [
  ['urinary_bladder', 'liver'],
  ['sacrum', 'vertebrae_L1'],
  ['vertebrae_L5', 'vertebrae_L1'],
  ['vertebrae_L1', 'vertebrae_T8'],
  ['kidney_right', 'heart'],
  ['hip_left', 'spleen'],
  ['liver', 'lung_upper_lobe_right'],
] as const;

/** Looks at where organs lie in the patient's frame: a scan whose header was flipped shows the liver on the left. */
export function suspectLabels(labelMap: LabelMap): readonly Suspicion[] {
  const centres = structureCentres(labelMap);
  const votes = (pairs: readonly (readonly [string, string])[], axis: number) => {
    const differences = pairs.flatMap(([a, b]) => {
      const [p, q] = [centres.get(a), centres.get(b)];
      return p && q ? [q[axis] - p[axis]] : [];
    });
    return { wrong: differences.filter((mm) => mm < -5).length, right: differences.filter((mm) => mm > 5).length };
  };
  const found: Suspicion[] = [];
  const sides = votes(rightToLeft, 0);
  if (sides.wrong > sides.right)
    found.push({
      kind: 'left-right-swapped',
      message: `${sides.wrong} of ${sides.wrong + sides.right} left–right pairs of organs lie on the wrong sides: the scan or its header may be mirrored.`,
    });
  const heights = votes(belowToAbove, 2);
  if (heights.wrong > heights.right)
    found.push({
      kind: 'upside-down',
      message: `${heights.wrong} of ${heights.wrong + heights.right} organs lie in the wrong order from bottom to top: the slices may be reversed.`,
    });
  return found;
}

/** LPS millimetres of the middle of each structure's bounding box. */
function structureCentres({ volume, names }: LabelMap): ReadonlyMap<string, readonly number[]> {
  const { spacing, origin, direction } = volume;
  const centres = new Map<string, readonly number[]>();
  for (const [label, { start, end }] of labelBoxes(volume)) {
    const name = names.get(label);
    if (!name) continue;
    const middle = start.map((from, axis) => (from + end[axis] - 1) / 2);
    centres.set(
      name,
      [0, 1, 2].map(
        (row) =>
          origin[row] + middle.reduce((sum, index, axis) => sum + direction[3 * row + axis] * spacing[axis] * index, 0),
      ),
    );
  }
  return centres;
}
