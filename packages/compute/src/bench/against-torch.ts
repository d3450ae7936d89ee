import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTrainingRun } from '../train/training-run.ts';
import { median } from './median.ts';
import { torchPython } from './torch-load.ts';
import { randomBatch, videomaeStep } from './videomae-step.ts';

/** The newest where it is named; Debian's python3-torch is installed for the system's Python only. */
const python = torchPython ?? '/usr/bin/python3';

/** The VideoMAE step and PyTorch's, which take turns, on as many threads; skipped where there is no PyTorch. */
export async function measureAgainstTorch({ rounds = 8, threads = 2, stepsPerCall = 4 } = {}) {
  if (spawnSync(python, ['-c', 'import torch']).status !== 0)
    return {
      skipped:
        'PyTorch is not installed: set TOTALFM_TRANSFORMERS_PYTHON, or apt-get install python3-torch libopenblas0-pthread',
    };
  const torch = spawn(
    python,
    [fileURLToPath(new URL('../../bench/torch_videomae_step.py', import.meta.url)), String(threads)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(torch.stdout)[Symbol.asyncIterator]();
  const read = async () => JSON.parse(String((await lines.next()).value)) as unknown;
  const run = await createTrainingRun({ definition: videomaeStep, seed: 1, threads, stepsPerCall });
  const batch = randomBatch(2);
  const timeOurs = async () => {
    const steps = Array.from({ length: stepsPerCall }, () => ({
      batches: [structuredClone(batch)],
      learningRate: 1e-3,
    }));
    const start = performance.now();
    await run.trainMany(steps);
    return (performance.now() - start) / stepsPerCall;
  };
  const timeTorch = async () => {
    torch.stdin.write('step\n');
    return (await read()) as number;
  };
  try {
    const about = (await read()) as { readonly version: string; readonly parameters: number };
    await timeOurs();
    const pairs: [ours: number, theirs: number][] = [];
    for (let round = 0; round < rounds; round++) pairs.push([await timeOurs(), await timeTorch()]);
    return {
      torch: about,
      ourMilliseconds: median(pairs.map(([ours]) => ours)),
      torchMilliseconds: median(pairs.map(([, theirs]) => theirs)),
      ratio: median(pairs.map(([ours, theirs]) => ours / theirs)),
    };
  } finally {
    torch.stdin.end();
    await run.dispose();
  }
}
