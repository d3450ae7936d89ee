import {
  createRandom,
  type OrganVolume,
  type ParameterValues,
  type TrainContext,
  type VisionEncoder,
  type VolumeStoreReader,
} from '@totalfm/core';
import { prefixed } from '@totalfm/compute';

/** Volumes of each organ part from which its numbers are known well enough. */
const PER_PART = 48;

/** What the vision encoder measures on some volumes of each organ part, of those that may be learned from. */
export async function measuredValues(
  vision: VisionEncoder,
  store: Pick<VolumeStoreReader, 'columns' | 'volume'>,
  learnFrom: ArrayLike<number>,
  seed: number,
): Promise<ParameterValues> {
  if (!vision.measured) return {};
  const rows = someOfEachPart(store.columns, createRandom(seed).fork('measured').shuffle(Array.from(learnFrom)));
  return prefixed('vision/', await vision.measured(volumesOf(store, rows)));
}

/** The same, on volumes of the pairs that a trainer learns from. */
export function measuredOnPairs({ vision, pairs, seed }: TrainContext): Promise<ParameterValues> {
  const { length, split, doubted } = pairs.columns;
  const rows = Array.from({ length }, (_, row) => row).filter((row) => split[row] === 0 && doubted[row] === 0);
  return measuredValues(vision, pairs, rows, seed);
}

function someOfEachPart({ organ, side }: VolumeStoreReader['columns'], rows: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  return rows.filter((row) => {
    const part = 3 * organ[row] + side[row];
    const count = counts.get(part) ?? 0;
    counts.set(part, count + 1);
    return count < PER_PART;
  });
}

async function* volumesOf(
  store: Pick<VolumeStoreReader, 'volume'>,
  rows: readonly number[],
): AsyncGenerator<OrganVolume> {
  for (const row of rows) yield await store.volume(row);
}
