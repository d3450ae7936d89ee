import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { readSealed, writeSealed } from './sealed-file.ts';

type SessionOptions = ort.InferenceSession.SessionOptions;

/**
 * A session whose optimised graph is kept in `folder`: the next one of the same bytes skips ONNX Runtime's optimisers. The
 * file's name is a digest of all that the optimisers look at; one that is damaged, or that ONNX Runtime refuses, is made anew.
 */
export async function createCachedSession(
  onnx: Uint8Array,
  options: SessionOptions,
  folder: string,
): Promise<ort.InferenceSession> {
  const path = join(folder, `${await sessionKey(onnx, options)}.ort`);
  const known = await readSealed(path);
  // What is optimised already would not come out the same from a second round.
  const session =
    known &&
    (await ort.InferenceSession.create(known, { ...options, graphOptimizationLevel: 'disabled' }).catch(
      () => undefined,
    ));
  return session ?? createAndKeep(onnx, options, path);
}

async function createAndKeep(onnx: Uint8Array, options: SessionOptions, path: string): Promise<ort.InferenceSession> {
  const temporary = `${path}.${process.pid}-${threadId}`;
  const writable = await mkdir(dirname(path), { recursive: true }).then(
    () => true,
    () => false,
  );
  if (!writable) return ort.InferenceSession.create(onnx, options);
  const keeping: SessionOptions = {
    ...options,
    optimizedModelFilePath: temporary,
    extra: {
      ...options.extra,
      session: { ...(options.extra?.session as object | undefined), save_model_format: 'ORT' },
    },
  };
  // A model that cannot be written is no reason not to run it.
  const session = await ort.InferenceSession.create(onnx, keeping).catch(() =>
    ort.InferenceSession.create(onnx, options),
  );
  const optimized = await readFile(temporary).catch(() => undefined);
  await rm(temporary, { force: true });
  if (optimized) await writeSealed(path, optimized);
  return session;
}

/** Optimised graphs hold kernels for the processor that they were made on: its instruction sets are a part of the key. */
async function sessionKey(onnx: Uint8Array, options: SessionOptions): Promise<string> {
  const instructions =
    (await readFile('/proc/cpuinfo', 'utf8').catch(() => '')).match(/^(flags|Features)\s*:.*$/m)?.[0] ?? '';
  const machine = JSON.stringify([
    ort.env.versions,
    process.platform,
    process.arch,
    cpus()[0]?.model,
    instructions,
    options,
  ]);
  return createHash('sha256').update(machine).update(onnx).digest('hex').slice(0, 32);
}
