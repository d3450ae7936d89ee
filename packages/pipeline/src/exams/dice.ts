import { organParts, partName, type AnatomyStructures, type LabelMap, type OrganPartStructures } from '@totalfm/core';

/** Dice of each organ part that one of the maps shows, by the part's name. */
export type DiceByPart = Readonly<Record<string, number>>;

/**
 * Dice coefficient, 2|A∩B| / (|A|+|B|) over voxels, of every organ part between two label maps on one grid. 0 where only one
 * of them shows the part; left out where neither does. Structures are matched by name.
 */
export function diceByPart(found: LabelMap, truth: LabelMap, anatomy: AnatomyStructures): DiceByPart {
  const parts = organParts(anatomy.organs).filter(({ structures }) => structures !== 'scan');
  const [inFound, inTruth] = [membership(found, parts), membership(truth, parts)];
  const [a, b] = [found.volume.data, truth.volume.data];
  const counts = parts.map(() => ({ found: 0, truth: 0, both: 0 }));
  for (let voxel = 0; voxel < a.length; voxel++) {
    const [x, y] = [a[voxel], b[voxel]];
    if (x === 0 && y === 0) continue;
    const [own, other] = [inFound[x] ?? [], inTruth[y] ?? []];
    for (const part of own) counts[part].found++;
    for (const part of other) {
      counts[part].truth++;
      if (own.includes(part)) counts[part].both++;
    }
  }
  const shown = parts.flatMap((one, part) => {
    const { found, truth, both } = counts[part];
    return found + truth > 0 ? [[partName(one), (2 * both) / (found + truth)] as const] : [];
  });
  return Object.fromEntries(shown);
}

/** Places of the parts that each number belongs to. */
function membership({ names }: LabelMap, parts: readonly OrganPartStructures[]): readonly (readonly number[])[] {
  const table: number[][] = [];
  for (const [number, structure] of names)
    table[number] = parts.flatMap(({ structures }, part) => (structures.includes(structure) ? [part] : []));
  return table;
}
