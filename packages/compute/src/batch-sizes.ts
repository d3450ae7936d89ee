import type { ParameterSpecs } from '@totalfm/core';
import { parameterCount } from './train/initial-values.ts';

/** Beyond this a run is no quicker by the item, and larger. */
const MOST = 32;
/** Parameters of an encoder whose products fill the cores with a single item. */
const FULL = 16e6;

/** How many items an encoder runs together, a power of two: the more parameters it has, the fewer; those of 16 million run one at a time. */
export function fittingBatch(parameters: ParameterSpecs): number {
  const room = FULL / Math.max(1, parameterCount(parameters));
  return 2 ** Math.max(0, Math.min(Math.log2(MOST), Math.floor(Math.log2(room))));
}

/** Sizes of the runs of `count` items: as many of `most` as there are, and the rest in powers of two. No run is filled up, and few programs do for any count. */
export function batchSizes(count: number, most: number): readonly number[] {
  const sizes = Array.from({ length: Math.floor(count / most) }, () => most);
  for (let rest = count % most; rest > 0; rest -= sizes.at(-1) as number) sizes.push(2 ** Math.floor(Math.log2(rest)));
  return sizes;
}
