import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import type { StepPrograms } from '../train/step-engine.ts';
import { readSealed, writeSealed } from './sealed-file.ts';

/** Programs of an earlier start. They are a guess until they have been compared with a trace of today. */
export interface ProgramCache {
  read(): Promise<StepPrograms | undefined>;
  write(programs: StepPrograms): Promise<void>;
}

/** Changes with what a file holds: files of another format are never found. */
const FORMAT = 4;

/** `description`: all that can be said of the programs as JSON before they are traced. */
export function openProgramCache(folder: string, description: unknown): ProgramCache {
  const key = createHash('sha256')
    .update(JSON.stringify([FORMAT, tf.version, process.versions.v8, description]))
    .digest('hex')
    .slice(0, 32);
  const path = join(folder, `${key}.programs`);
  return {
    async read() {
      const bytes = await readSealed(path);
      return bytes && unpack(deserialize(bytes) as Packed);
    },
    write: (programs) => writeSealed(path, serialize(pack(programs))),
  };
}

/** Programs as JSON, their models beside it. Numbers as text: V8 writes a whole number in one of two lengths, by how warm the code is that made it. */
interface Packed {
  readonly text: string;
  readonly models: readonly Uint8Array[];
}

function pack(programs: StepPrograms): Packed {
  const models: Uint8Array[] = [];
  const text = JSON.stringify(programs, (key, value: unknown) =>
    key === 'onnx' ? models.push(value as Uint8Array) - 1 : value,
  );
  return { text, models };
}

function unpack({ text, models }: Packed): StepPrograms {
  return JSON.parse(text, (key, value: unknown) => (key === 'onnx' ? models[value as number] : value)) as StepPrograms;
}

export function samePrograms(a: StepPrograms, b: StepPrograms): boolean {
  const [ours, theirs] = [pack(a), pack(b)];
  return (
    ours.text === theirs.text && ours.models.every((model, index) => Buffer.compare(model, theirs.models[index]) === 0)
  );
}
