import { product } from '../product.ts';

/** An array that holds several parameters, one behind the other, so that one update serves all of them. */
export interface Slab {
  readonly name: string;
  readonly length: number;
  readonly members: readonly { readonly name: string; readonly offset: number; readonly shape: readonly number[] }[];
}

/** Length of a slab where there are several: what an update reads and writes stays in a core's cache. */
export const SLAB = 2 ** 17;

/** Where a parameter may begin: 64 bytes, a line of the cache. */
const LINE = 16;

/** Puts parameters, each shorter than a slab, into as few slabs as come of taking them in order. */
export function packSlabs(
  slab: string,
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Slab[] {
  const slabs: { members: Slab['members'][number][]; used: number }[] = [];
  for (const { name, shape } of parameters) {
    const length = Math.ceil(product(shape) / LINE) * LINE;
    let last = slabs.at(-1);
    if (!last || last.used + length > SLAB) slabs.push((last = { members: [], used: 0 }));
    last.members.push({ name, offset: last.used, shape });
    last.used += length;
  }
  return slabs.map(({ members, used }, index) => ({
    name: `${slab}.${index}`,
    length: slabs.length > 1 ? SLAB : used,
    members,
  }));
}
