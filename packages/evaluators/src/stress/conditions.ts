import type { StressOptions } from './options.ts';
import { cutOff, maskDilated, maskShifted } from './worse-cut.ts';
import { inSlicesOf, noisy, sharpened, smoothed, type Change } from './worse-scan.ts';

/** One way in which volumes are worse. */
export interface Condition {
  /** `noise-20` */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly level: { readonly value: number; readonly unit: string };
  readonly needsMask?: true;
  readonly change: Change;
}

/** What is done to volumes, kind by kind, each from the least to the most. */
export function conditionsOf(options: StressOptions): readonly Condition[] {
  return kinds.flatMap(({ option, kind, unit, shown, change, needsMask }) =>
    [...new Set(options[option])]
      .sort((a, b) => a - b)
      .map((value): Condition => {
        const level = shown ? shown(value) : value;
        const id = `${kind.replaceAll(' ', '-')}-${level}`;
        const name = `${kind}: ${level} ${unit}`;
        return {
          id,
          name,
          kind,
          level: { value: level, unit },
          change: change(value),
          ...(needsMask && { needsMask }),
        };
      }),
  );
}

interface Kind {
  readonly option: Exclude<keyof StressOptions, 'exams' | 'resamples'>;
  readonly kind: string;
  readonly unit: string;
  /** The level as it is shown, where that is not the option's. */
  readonly shown?: (value: number) => number;
  readonly needsMask?: true;
  readonly change: (level: number) => Change;
}

const percent = (share: number) => Math.round(1000 * share) / 10;

const kinds: readonly Kind[] = [
  { option: 'noiseHu', kind: 'noise', unit: 'HU', change: noisy },
  { option: 'slicesMm', kind: 'thick slices', unit: 'mm', change: inSlicesOf },
  { option: 'smoothMm', kind: 'soft kernel', unit: 'mm', change: smoothed },
  { option: 'sharpen', kind: 'sharp kernel', unit: '×', change: sharpened },
  { option: 'cutShare', kind: 'organ cut off', unit: '%', shown: percent, change: cutOff },
  { option: 'dilateMm', kind: 'mask too large', unit: 'mm', needsMask: true, change: maskDilated },
  { option: 'shiftMm', kind: 'mask shifted', unit: 'mm', needsMask: true, change: maskShifted },
];
