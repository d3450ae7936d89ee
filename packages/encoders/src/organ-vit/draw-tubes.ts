import { groupBy, type Random } from '@totalfm/core';
import type { LaidVolume } from './lay-out.ts';

/** Patches of a volume, by whether they are seen. */
export interface DrawnPatches {
  readonly visible: readonly number[];
  readonly masked: readonly number[];
}

/** Patches of a volume. */
export interface TubeRoom {
  /** Those that are drawn from: whole columns, as many as make up so many patches. */
  readonly window: number;
  /** The most that are seen, and that are rebuilt. */
  readonly visible: number;
  readonly masked: number;
}

/**
 * Draws which of an organ’s patches are seen and which are to be rebuilt: of a window of whole columns along z, all but a share of `ratio`
 * are seen, one at least. What finds no room is neither. Patches that are all in one column are drawn one by one.
 */
export function drawTubes(
  laid: Pick<LaidVolume, 'grid' | 'patches'>,
  room: TubeRoom,
  ratio: number,
  random: Random,
): DrawnPatches {
  const tubes = someOf(random.shuffle(tubesOf(laid)), room.window);
  const shown = Math.max(1, Math.min(tubes.length - 1, Math.round(tubes.length * (1 - ratio))));
  return {
    visible: tubes.slice(0, shown).flat().slice(0, room.visible),
    masked: tubes.slice(shown).flat().slice(0, room.masked),
  };
}

function tubesOf({ grid: [gx, gy], patches }: Pick<LaidVolume, 'grid' | 'patches'>): number[][] {
  const columns = groupBy(patches, (patch) => patch % (gx * gy));
  return columns.size > 1 ? [...columns.values()] : patches.map((patch) => [patch]);
}

/** The first that fill the room, two at least: one to be seen and one to be rebuilt. */
function someOf(tubes: readonly number[][], room: number): number[][] {
  let patches = 0;
  return tubes.filter((tube, index) => {
    const isKept = index < 2 || patches < room;
    patches += tube.length;
    return isKept;
  });
}
