import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { runScript } from './run-script.ts';

/** Milliseconds of one start of a step of 12 layers, each in a process of its own. */
export interface Start {
  /** Loading tfjs, ONNX Runtime and this package, and making the state. */
  readonly import: number;
  /** From the state to an engine that can run: tracing and session creation, or what the cache makes of them. */
  readonly start: number;
  readonly firstStep: number;
  /** Tracing: in the start without a cache, beside the first step with one. */
  readonly trace: number;
  readonly loss: number;
}

/** Starts in turn without a cache, with an empty one and with a filled one; medians over the rounds. */
export async function measureStartup(rounds = 3) {
  const once = (cache?: string) => runScript<Start>('start-once.ts', ...(cache === undefined ? [] : [cache]));
  const all: Record<'plain' | 'first' | 'second', Start[]> = { plain: [], first: [], second: [] };
  for (let round = 0; round < rounds; round++) {
    const cache = await mkdtemp(join(tmpdir(), 'totalfm-startup-'));
    all.plain.push(await once());
    all.first.push(await once(cache));
    all.second.push(await once(cache));
    await rm(cache, { recursive: true, force: true });
  }
  const losses = new Set(
    Object.values(all)
      .flat()
      .map(({ loss }) => loss),
  );
  const summary = (starts: readonly Start[]) =>
    Object.fromEntries(
      (['import', 'start', 'trace', 'firstStep'] as const).map((part) => [
        part,
        Math.round(median(starts.map((each) => each[part]))),
      ]),
    );
  return {
    milliseconds: {
      withoutCache: summary(all.plain),
      firstWithCache: summary(all.first),
      secondWithCache: summary(all.second),
    },
    ratioOfStarts: median(all.second.map(({ start }, round) => start / all.plain[round].start)),
    sameLoss: losses.size === 1,
  };
}
