import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import type { TracedProgram } from '../trace/trace-program.ts';
import type { StepPrograms, UpdateProgram } from '../train/step-engine.ts';
import { readSealed, writeSealed } from './sealed-file.ts';

/** Programs of an earlier start. They are a guess until they have been compared with a trace of today. */
export interface ProgramCache {
  read(): Promise<StepPrograms | undefined>;
  write(programs: StepPrograms): Promise<void>;
}

/** Changes with what a file holds: files of another format are never found. */
const FORMAT = 3;

/** `description`: all that can be said of the programs as JSON before they are traced. */
export function openProgramCache(folder: string, description: unknown): ProgramCache {
  const key = createHash('sha256').update(JSON.stringify([FORMAT, tf.version, process.versions.v8, description])).digest('hex').slice(0, 32);
  const path = join(folder, `${key}.programs`);
  return {
    async read() {
      const bytes = await readSealed(path);
      return bytes && fromParts((deserialize(bytes) as [rest: string, onnx: Uint8Array][]).map(([rest, onnx]) => ({ ...(JSON.parse(rest) as object), onnx })));
    },
    // Numbers as text: V8 writes a whole number in one of two lengths, by how warm the code is that made it.
    write: (programs) => writeSealed(path, serialize(partsOf(programs).map(({ onnx, ...rest }) => [JSON.stringify(rest), onnx]))),
  };
}

function partsOf(programs: StepPrograms): readonly TracedProgram[] {
  return 'loop' in programs ? [programs.loop] : [programs.gradients, ...programs.updates];
}

function fromParts(parts: readonly unknown[]): StepPrograms {
  const [first, ...updates] = parts as [TracedProgram, ...UpdateProgram[]];
  return updates.length > 0 ? { gradients: first, updates } : { loop: first };
}

export function samePrograms(a: StepPrograms, b: StepPrograms): boolean {
  const [ours, theirs] = [partsOf(a), partsOf(b)];
  return ours.length === theirs.length && ours.every(({ onnx, ...rest }, index) =>
    Buffer.compare(onnx, theirs[index].onnx) === 0 && JSON.stringify(rest) === JSON.stringify({ ...theirs[index], onnx: undefined }));
}
