import { openPairs, slots } from '@totalfm/pipeline';
import { writeRunReport } from '@totalfm/run-report';
import { openExperiment, openRunArtifacts, type Program, type RunResult } from '@totalfm/runtime';
import { placeOfPair } from './pair-places.ts';

/** Writes report.html of a finished run, with montages from its organ volumes. Returns its path. */
export async function reportOn({ dir, artifacts }: RunResult, program: Program, signal?: AbortSignal): Promise<string> {
  const opened = await openExperiment({ run: dir }, program);
  const container = opened.container();
  const stored = await openRunArtifacts(dir, opened);
  const { volumeStore, pairStore } = slots;
  const stores = await container.components({ volumeStore, pairStore });
  const pairs =
    artifacts.pair &&
    artifacts.volumes &&
    (await openPairs(stores, { pair: await stored.of('pair'), volumes: await stored.of('volumes') }, signal));
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
    await stored.close();
  }
}
