import type { AnatomyStructures, OrganPart } from '@totalfm/core';

/** One unit that makes a volume: an organ, or one side of a paired organ. */
export interface Part extends OrganPart {
  /** Structures of the label map that make it up; `scan` is the whole volume. */
  readonly structures: readonly string[] | 'scan';
}

export function partsOf({ organs }: AnatomyStructures): readonly Part[] {
  return organs.flatMap(({ organ, structures }): Part[] => {
    if (structures === 'scan' || !('left' in structures)) return [{ organ, structures }];
    return (['left', 'right'] as const).map((side) => ({ organ, side, structures: structures[side] }));
  });
}
