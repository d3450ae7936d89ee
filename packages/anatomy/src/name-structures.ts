import type { LabelMap } from '@totalfm/core';
import { structureOfCode } from './structure-codes.ts';
import { structureNameOf } from './structure-names.ts';

/**
 * The names of a label map's numbers in TotalSegmentator's words where they are of its structures: by their codes, else by
 * their names. Others stay as they are, and so do two numbers that would be one structure.
 */
export function nameStructures({ names, codes }: Pick<LabelMap, 'names' | 'codes'>): ReadonlyMap<number, string> {
  const wanted = [...names].map(([number, text]) => {
    const code = codes?.get(number);
    return [number, text, (code && structureOfCode(code)) ?? structureNameOf(text) ?? text] as const;
  });
  const times = new Map<string, number>();
  for (const [, , name] of wanted) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(wanted.map(([number, text, name]) => [number, times.get(name) === 1 ? name : text]));
}
