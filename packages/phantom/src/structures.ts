import { totalSegmentatorNames } from '@totalfm/anatomy';

const numbers = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));

/** Number of a TotalSegmentator v2 structure in a label map. */
export function labelOf(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new RangeError(`no structure is called ${name}`);
  return number;
}
