import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import type { TracedProgram } from '../trace/trace-program.ts';
import type { StepPrograms } from '../train/step-engine.ts';
import { readSealed, writeSealed } from './sealed-file.ts';

/** Programs of an earlier start. They are a guess until they have been compared with a trace of today. */
export interface ProgramCache {
  read(): Promise<StepPrograms | undefined>;
  write(programs: StepPrograms): Promise<void>;
}

/** Changes with what a file holds: files of another format are never found. */
const FORMAT = 2;

/** `description`: all that can be said of the programs as JSON before they are traced. */
export function openProgramCache(folder: string, description: unknown): ProgramCache {
  const key = createHash('sha256').update(JSON.stringify([FORMAT, tf.version, process.versions.v8, description])).digest('hex').slice(0, 32);
  const path = join(folder, `${key}.programs`);
  return {
    async read() {
      const bytes = await readSealed(path);
      if (!bytes) return undefined;
      const entries = deserialize(bytes) as [role: string, rest: string, onnx: Uint8Array][];
      return Object.fromEntries(entries.map(([role, rest, onnx]) => [role, { ...(JSON.parse(rest) as Omit<TracedProgram, 'onnx'>), onnx }])) as unknown as StepPrograms;
    },
    // Numbers as text: V8 writes a whole number in one of two lengths, by how warm the code is that made it.
    write: (programs) => writeSealed(path, serialize(Object.entries(programs).map(([role, { onnx, ...rest }]) => [role, JSON.stringify(rest), onnx]))),
  };
}

export function samePrograms(a: StepPrograms, b: StepPrograms): boolean {
  const [ours, theirs] = [a, b].map((programs) => new Map<string, TracedProgram>(Object.entries(programs)));
  return ours.size === theirs.size && [...ours].every(([role, { onnx, ...rest }]) => {
    const other = theirs.get(role);
    return other !== undefined && Buffer.compare(onnx, other.onnx) === 0 && JSON.stringify(rest) === JSON.stringify({ ...other, onnx: undefined });
  });
}
