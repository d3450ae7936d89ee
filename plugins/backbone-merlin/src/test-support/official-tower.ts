import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NamedTensor } from '@totalfm/compute';
import { voxelCount, wholeExam, type OrganVolume, type Triple } from '@totalfm/core';

/** A Python with torch, torchvision and merlin-vlm; undefined where there is none. */
export const officialPython = pythonWith('torch, torchvision, merlin.models.i3res');

function pythonWith(modules: string): string | undefined {
  const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;
  return python && spawnSync(python, ['-W', 'ignore', '-c', `import ${modules}`]).status === 0 ? python : undefined;
}

export interface OfficialJob {
  readonly depths: readonly number[];
  readonly size: Triple;
  readonly out: string;
  readonly gradients?: boolean;
  /** File of the tower's weights; otherwise those of {@link formulaTensors}. */
  readonly weights?: string;
  /** File of int16 HU; otherwise those of {@link formulaVolume}. */
  readonly hu?: string;
  /** Where to save the whole model's state dict. */
  readonly save?: string;
}

export const officialScript = fileURLToPath(new URL('../../test/official_tower.py', import.meta.url));

/** The official code in a process of its own. */
export function startOfficial(python: string) {
  const child = spawn(python, ['-W', 'ignore', officialScript], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    /** Writes what the script says; throws where it ended. */
    async run(job: OfficialJob) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      if ((await lines.next()).done) throw new Error('The official code failed.');
    },
    end: () => void child.stdin.end(),
  };
}

export function floatsOf(dir: string, name: string): Float32Array {
  const bytes = readFileSync(join(dir, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Numbers from 0 to 1 that Python finds as well. */
const formula = (tensor: number, i: number) =>
  (Math.abs(Math.sin((i + 1) * 12.9898 + (tensor + 1) * 78.233)) * 43758.5453) % 1;

/** The same weights as `value` of the Python script: official names and shapes → tensors. */
export function formulaTensors(shapes: Readonly<Record<string, readonly number[]>>): Record<string, NamedTensor> {
  return Object.fromEntries(
    Object.keys(shapes)
      .sort()
      .map((name, tensor) => {
        const shape = shapes[name];
        const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
        const map = mapOf(name, shape, data.length);
        for (let i = 0; i < data.length; i++) data[i] = map(formula(tensor, i));
        return [name, { shape, data }];
      }),
  );
}

function mapOf(name: string, shape: readonly number[], count: number): (u: number) => number {
  if (shape.length === 5) {
    const isHead = /^(classifier|contrastive_head)/.test(name);
    const width = 2 * Math.sqrt(((isHead ? 3 : 6) * shape[0]) / count);
    return (u) => (u - 0.5) * width;
  }
  if (/(running_var|\.weight)$/.test(name)) {
    const scale = /(bn3|downsample\.1)\.weight$/.test(name) ? 0.3 : 1;
    return (u) => (0.5 + u) * scale;
  }
  return (u) => 0.2 * (u - 0.5);
}

/** The same HU as `volume` of the Python script. */
export function formulaVolume(size: Triple): OrganVolume {
  const [nx, ny, nz] = size;
  const hu = new Int16Array(voxelCount(size));
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) hu[i++] = ((x * 37 + y * 101 + z * 59 + ((x * y) % 23) * 17) % 2401) - 1200;
  const extentMm: Triple = [nx * 1.5, ny * 1.5, nz * 3];
  return { organ: wholeExam, hu, size, extentMm, organExtentMm: extentMm, organMl: 0 };
}

/** How near two vectors are: cosine, and the length of their difference by that of what is expected. */
export function nearness(found: ArrayLike<number>, expected: ArrayLike<number>) {
  let [dot, ownSquares, squares, rest] = [0, 0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    dot += found[i] * expected[i];
    ownSquares += found[i] ** 2;
    squares += expected[i] ** 2;
    rest += (found[i] - expected[i]) ** 2;
  }
  return { cosine: dot / Math.sqrt(ownSquares * squares), error: Math.sqrt(rest / squares) };
}
