import type { DeviceName } from '@totalfm/core';
import { createTrainingRun } from '../train/training-run.ts';
import { runTorchStep, type PaperReport } from './paper.ts';
import { paperStep, paperTable, type PaperStep } from './paper-steps.ts';
import { runScript } from './run-script.ts';
import { torchPython } from './torch-load.ts';
import { randomBatch } from './videomae-step.ts';

/** Steps whose losses are compared: the second one stands on the update of the first. */
const COMPARED = 2;

/**
 * Steps at the paper's size on another device than the CPU: right first, loss and gradient norm against the CPU's, then the time of
 * a step there, and PyTorch's on CUDA straight after it.
 */
export async function measureOnDevice({
  device = 'cuda' as DeviceName,
  batch = 4,
  steps = 10,
}: { readonly device?: DeviceName; readonly batch?: number; readonly steps?: number } = {}) {
  const rows = [];
  for (const kind of ['videomae', 'contrastive'] satisfies PaperStep[]) {
    const [here, there] = [await firstSteps(kind, 'cpu'), await firstSteps(kind, device)];
    const args = [kind, String(batch), 'false', String(steps), device];
    const ours = await runScript<PaperReport>('paper-once.ts', ...args);
    const torch = torchPython && (await runTorchStep(torchPython, args));
    const row = { kind, batch, differs: largestDifference(here, there), ours, torch };
    console.error(JSON.stringify(row));
    rows.push(row);
  }
  return { device, rows };
}

/** Loss and gradient norm of the first steps, from the same parameters and batches on any device. */
async function firstSteps(kind: PaperStep, device: DeviceName): Promise<readonly number[]> {
  const definition = paperStep(kind, 2, false);
  const onFallback = (message: string) => {
    throw new Error(message);
  };
  const run = await createTrainingRun({ definition, seed: 1, threads: 2, device, onFallback });
  const seen: number[] = [];
  for (let step = 0; step < COMPARED; step++) {
    const { loss, gradientNorm } = await run.train([randomBatch(step, definition, paperTable(kind))], 1e-4);
    seen.push(loss, gradientNorm);
  }
  await run.dispose();
  return seen;
}

/** As a share of the first. */
const largestDifference = (expected: readonly number[], actual: readonly number[]) =>
  Math.max(...expected.map((value, at) => Math.abs(actual[at] - value) / Math.abs(value)));
