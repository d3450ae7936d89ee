import { openPairs, slots } from '@totalfm/pipeline';
import { writeRunReport } from '@totalfm/run-report';
import { openExperiment, type Program, type RunResult } from '@totalfm/runtime';
import { placeOfPair } from './pair-places.ts';

/** Writes report.html of a finished run, with montages from its organ volumes. Returns its path. */
export async function reportOn({ dir, artifacts }: RunResult, program: Program, signal?: AbortSignal): Promise<string> {
  const { pair, volumes } = artifacts;
  const container = (await openExperiment({ run: dir }, program)).container();
  const { volumeStore, pairStore } = slots;
  const stores = await container.components({ volumeStore, pairStore });
  const pairs = pair && volumes && (await openPairs(stores, { pair, volumes }, signal));
  try {
    return await writeRunReport(dir, {
      signal,
      volume: async (key) => {
        const place = pairs && placeOfPair(pairs.columns, key);
        return place === undefined ? undefined : pairs?.volume(place);
      },
    });
  } finally {
    await pairs?.close();
    await container.dispose();
  }
}
