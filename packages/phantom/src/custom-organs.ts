import { type AnatomyPhantoms, type PhantomOrgan } from '@totalfm/core';
import { totalSegmentatorNames } from '@totalfm/anatomy';

/** An organ that a plugin wants drawn, with a number for each of its structures. */
export interface CustomOrgan {
  readonly organ: string;
  readonly name: string;
  readonly phantom: PhantomOrgan;
  readonly numbers: ReadonlyMap<string, number>;
}

/** The experiment's organs that bring a shape. Structures that TotalSegmentator does not have get the next free numbers. */
export function customOrgans({ organs }: AnatomyPhantoms): readonly CustomOrgan[] {
  const known = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));
  let next = Math.max(...totalSegmentatorNames.keys()) + 1;
  return organs.flatMap(({ organ, name, phantom }) => {
    if (!phantom) return [];
    for (const { structure } of phantom.shapes) if (!known.has(structure)) known.set(structure, next++);
    const numbers = new Map(phantom.shapes.map(({ structure }) => [structure, known.get(structure)!]));
    return [{ organ, name, phantom, numbers }];
  });
}
