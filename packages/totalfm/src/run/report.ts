import type { Plugin } from '@totalfm/core';
import { openPairs, openRun, type RunResult } from '@totalfm/pipeline';
import { writeRunReport } from '@totalfm/run-report';

/** Writes report.html of a finished run, with montages from its pairs. Returns its path. */
export async function reportOn(
  { dir, artifacts }: RunResult,
  builtIns: readonly Plugin[],
  signal?: AbortSignal,
): Promise<string> {
  const container = (await openRun(dir, { builtIns })).container();
  const pairs = artifacts.pair && (await openPairs(container, artifacts.pair, signal));
  try {
    const places = new Map(pairs?.rows.map((row, index) => [row.key, index]));
    return await writeRunReport(dir, {
      signal,
      volume: async (key) => {
        const place = places.get(key);
        return place === undefined ? undefined : pairs?.volume(place);
      },
    });
  } finally {
    await pairs?.close();
    await container.dispose();
  }
}
