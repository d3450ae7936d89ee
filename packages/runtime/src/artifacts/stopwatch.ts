import { readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

export interface Stopwatch {
  /**
   * Seconds so far, those of earlier, interrupted attempts included; of this attempt, the share (0 … 1) that was spent on the
   * artifact and not on others that were made with it.
   */
  stop(share?: number): Promise<number>;
}

/**
 * Times the making of an artifact over interruptions. The time lies in a file beside the artifact, never inside it,
 * and is saved every ten seconds, so that a killed process loses little of it.
 */
export async function startStopwatch(file: string): Promise<Stopwatch> {
  const before = await readSeconds(file);
  const start = performance.now();
  const elapsed = (share: number) => before + (share * (performance.now() - start)) / 1000;
  const save = (seconds: number) =>
    writeFile(file, `${JSON.stringify({ seconds: Number(seconds.toFixed(3)) })}\n`).catch(() => {});
  const timer = setInterval(() => void save(elapsed(1)), 10_000).unref();
  return {
    async stop(share = 1) {
      clearInterval(timer);
      const seconds = elapsed(share);
      await save(seconds);
      return seconds;
    },
  };
}

/** Seconds that an artifact took; 0 where it is not known. */
export async function readSeconds(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return Number((JSON.parse(text) as { seconds: number }).seconds) || 0;
  } catch {
    return 0;
  }
}
