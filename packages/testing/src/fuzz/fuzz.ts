import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, isTotalFmError, type Random } from '@totalfm/core';
import type { FuzzTarget, SoundFile } from './fuzz-target.ts';
import { mutatedBytes } from './mutate-bytes.ts';
import { mutatedText } from './mutate-text.ts';

/** What became of damaged files. */
export interface FuzzResult {
  /** How many mutations ended with each code; `read` where they are still sound. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What ended with no code, gave a value with a fault, or took more than five seconds. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** What is wrong with a value that was read; undefined where it is sound. */
  readonly faultOf: (read: unknown) => string | undefined;
}

const SLOW_MS = 5000;

/** Damages sound files `count` times, each the same way for the same seed, and reads what is left. */
export async function fuzz(target: FuzzTarget, { count, seed, faultOf }: FuzzOptions): Promise<FuzzResult> {
  const files = [...target.sound];
  const random = createRandom(seed);
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  let slowestMs = 0;
  await inFolder(target, async (path) => {
    for (let i = 0; i < count; i++) {
      const [name, file] = files[i % files.length];
      await writeFile(path, mutated(file, random));
      const start = performance.now();
      const outcome = await outcomeOf(target.read(path, name), faultOf);
      const ms = performance.now() - start;
      slowestMs = Math.max(slowestMs, ms);
      if (/^(read$|TFM_)/.test(outcome)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      else failures.push(`${name} ${i}: ${outcome}`);
      if (ms > SLOW_MS) failures.push(`${name} ${i}: took ${ms.toFixed(0)} ms`);
    }
  });
  return { outcomes, failures, slowestMs };
}

/** What is read from the files as they are: fuzzing begins with sound ones. */
export async function readSound(target: FuzzTarget): Promise<ReadonlyMap<string, unknown>> {
  const read = new Map<string, unknown>();
  await inFolder(target, async (path) => {
    for (const [name, { bytes, pack }] of target.sound) {
      await writeFile(path, pack ? pack(bytes) : bytes);
      read.set(name, await target.read(path, name));
    }
  });
  return read;
}

/** The file to be read has a folder of its own within another, so that nothing beside it is found around it. */
async function inFolder({ beside = new Map() }: FuzzTarget, use: (path: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-fuzz-'));
  const folder = join(dir, 'study');
  try {
    await mkdir(folder);
    for (const [name, bytes] of beside) await writeFile(join(folder, name), bytes);
    await use(join(folder, 'file'));
  } finally {
    await rm(dir, { recursive: true });
  }
}

function mutated({ bytes, from = 0, headBytes = bytes.length, isText, pack }: SoundFile, random: Random): Buffer {
  // One of four packed files is damaged as it lies on the disk.
  if (pack && random.chance(0.25)) return mutatedBytes(pack(bytes), random);
  const [before, damaged] = [bytes.subarray(0, from), bytes.subarray(from)];
  const out = Buffer.concat([before, mutatedPart(damaged, headBytes - from, isText ?? false, random)]);
  return pack ? pack(out) : out;
}

function mutatedPart(bytes: Buffer, headBytes: number, isText: boolean, random: Random): Buffer {
  if (!isText || random.chance(0.5)) return mutatedBytes(bytes, random, headBytes);
  const head = mutatedText(bytes.toString('latin1', 0, headBytes), random);
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes.subarray(headBytes)]);
}

const outcomeOf = (reading: Promise<unknown>, faultOf: FuzzOptions['faultOf']): Promise<string> =>
  reading.then(
    (result) => faultOf(result) ?? 'read',
    (error: unknown) => (isTotalFmError(error) ? error.code : String((error as Error)?.stack ?? error)),
  );
