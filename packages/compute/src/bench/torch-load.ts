import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Python with PyTorch. */
export const torchPython = process.env.TOTALFM_TRANSFORMERS_PYTHON;

/** A file of weights that PyTorch wrote, and PyTorch in a process of its own, which loads it when it is told to. */
export async function startTorchLoad(python: string, megabytes: number, type: 'float32' | 'float16') {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-weights-'));
  const file = join(dir, 'weights.pt');
  const script = fileURLToPath(new URL('../../bench/torch_load.py', import.meta.url));
  const child = spawn(python, [script, file, String(megabytes), type], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async () => JSON.parse(String((await lines.next()).value)) as unknown;
  const about = (await read()) as { readonly version: string; readonly bytes: number };
  return {
    file,
    about,
    async load(): Promise<number> {
      child.stdin.write('load\n');
      return ((await read()) as { milliseconds: number }).milliseconds;
    },
    async end(): Promise<void> {
      child.stdin.end();
      await rm(dir, { recursive: true });
    },
  };
}
