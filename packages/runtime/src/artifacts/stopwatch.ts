import { readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

export interface Stopwatch {
  /** Seconds so far, those of earlier, interrupted attempts included. */
  stop(): Promise<number>;
}

/**
 * Times the making of an artifact over interruptions. The time lies in a file beside the artifact, never inside it,
 * and is saved every ten seconds, so that a killed process loses little of it.
 */
export async function startStopwatch(file: string): Promise<Stopwatch> {
  const before = await readSeconds(file);
  const start = performance.now();
  const elapsed = () => before + (performance.now() - start) / 1000;
  const save = () => writeFile(file, `${JSON.stringify({ seconds: Number(elapsed().toFixed(3)) })}\n`).catch(() => {});
  const timer = setInterval(() => void save(), 10_000).unref();
  return {
    async stop() {
      clearInterval(timer);
      await save();
      return elapsed();
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
