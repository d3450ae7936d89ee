import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DicomDamage } from '../parse/damage.ts';
import type { PixelCoding } from '../parse/transfer-syntaxes.ts';
import type { PixelFormat } from '../series/instance.ts';

export interface DecodeJob {
  readonly id: number;
  readonly coding: Exclude<PixelCoding, 'native'>;
  readonly bytes: Uint8Array;
  readonly format: PixelFormat;
}

export interface DecodeAnswer {
  readonly id: number;
  readonly values?: Uint16Array;
  readonly damage?: { readonly message: string; readonly at: number };
}

/** Threads that decode compressed frames. */
export interface DecodePool {
  /** Throws {@link DicomDamage}. */
  decode(job: Omit<DecodeJob, 'id'>): Promise<Uint16Array>;
  close(): Promise<void>;
}

/** Beside the built package. Sources have none: there frames are decoded in the thread that asks, to the same values. */
const builtEntry = new URL('./decode-thread.js', import.meta.url);
/** Threads that start and load their codecs pay from about a second of decoding on. */
const WORTH_PIXELS = 64 * 512 * 512;
const MOST_THREADS = 8;

/** Threads for so many pixels, where there are enough of them, and processors beside this one. */
export function decodePoolFor(pixels: number): DecodePool | undefined {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  return pixels >= WORTH_PIXELS && threads > 1 && existsSync(builtEntry)
    ? startDecodePool(builtEntry, threads)
    : undefined;
}

interface Waiting {
  readonly resolve: (values: Uint16Array) => void;
  readonly reject: (error: Error) => void;
}

/** Gives jobs to threads in turn: those of a series take about as long as one another. */
export function startDecodePool(entry: URL, threads: number): DecodePool {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  const settle = ({ id, values, damage }: DecodeAnswer) => {
    const job = waiting.get(id);
    waiting.delete(id);
    if (values) job?.resolve(values);
    else job?.reject(new DicomDamage(damage?.message ?? 'a frame was not decoded', damage?.at ?? 0));
  };
  let death: Error | undefined;
  const fail = (error: Error) => {
    death = error;
    for (const { reject } of waiting.values())
      reject(new DicomDamage(`a thread that decodes failed (${error.message})`, 0));
    waiting.clear();
  };
  const workers = Array.from({ length: threads }, () => new Worker(entry).on('message', settle).on('error', fail));
  return {
    decode: (job) =>
      new Promise((resolve, reject) => {
        if (death) return reject(new DicomDamage(`a thread that decodes failed (${death.message})`, 0));
        const id = next++;
        waiting.set(id, { resolve, reject });
        workers[id % threads].postMessage({ ...job, id } satisfies DecodeJob);
      }),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
