import type { OrganDefinition, OrganPart, Side } from '@totalfm/core';

/** One unit that makes a pair: an organ, or one side of a paired organ. */
export interface Part extends OrganPart {
  readonly definition: OrganDefinition;
  /** Structures of the label map that make it up; `scan` is the whole volume. */
  readonly structures: readonly string[] | 'scan';
}

export function partsOf(organs: readonly OrganDefinition[]): readonly Part[] {
  return organs.flatMap((definition): Part[] => {
    const { organ, structures } = definition;
    if (structures === 'scan' || !('left' in structures)) return [{ organ, definition, structures }];
    return (['left', 'right'] as const).map((side) => ({ organ, side, definition, structures: structures[side] }));
  });
}

export const bothSides: readonly Side[] = ['left', 'right'];
