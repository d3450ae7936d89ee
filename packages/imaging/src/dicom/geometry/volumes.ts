import type { Occasion } from '../series/frames.ts';
import { places, type StackedFrame } from './stack.ts';

/** The volumes of a series that shows one place several times, and what tells them apart. */
export interface SeriesVolumes {
  readonly by: keyof Occasion;
  readonly values: readonly (string | number)[];
  readonly stacks: readonly (readonly StackedFrame[])[];
}

const words: Readonly<Record<keyof Occasion, string>> = {
  temporalPosition: 'temporal position',
  cardiacPhase: 'phase of the heart',
  triggerTime: 'trigger time',
  acquisition: 'acquisition number',
  stack: 'stack',
  acquisitionSeconds: 'acquisition time',
};

export const occasionWords = (by: keyof Occasion): string => words[by];

/**
 * Tells the volumes of a series apart by the first element of their headers that does: it has as many values as slices
 * share a place, and no two slices of one value do. Undefined where none does.
 */
export function volumesOf(stack: readonly StackedFrame[]): SeriesVolumes | undefined {
  const most = Math.max(...places(stack).map(({ length }) => length));
  for (const by of Object.keys(words) as (keyof Occasion)[]) {
    const byValue = new Map<string | number, StackedFrame[]>();
    for (const slice of stack) {
      const value = slice.frame.occasion[by] ?? '';
      byValue.set(value, [...(byValue.get(value) ?? []), slice]);
      if (byValue.size > most) break;
    }
    if (byValue.size !== most) continue;
    const values = [...byValue.keys()].sort((a, b) => Number(a) - Number(b) || (String(a) < String(b) ? -1 : 1));
    const stacks = values.map((value) => byValue.get(value) as StackedFrame[]);
    if (stacks.every((one) => places(one).every(({ length }) => length === 1))) return { by, values, stacks };
  }
  return undefined;
}
