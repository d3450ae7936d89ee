import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PaperStep } from './paper-steps.ts';
import { runScript } from './run-script.ts';
import { torchPython } from './torch-load.ts';

/** What one process at the paper's size needs. */
export interface PaperReport {
  readonly parameters: number;
  readonly seconds: number;
  /** Largest resident memory of the process, parameters and optimiser included. */
  readonly peakMegabytes: number;
}

const torchScript = fileURLToPath(new URL('../../bench/torch_paper_step.py', import.meta.url));

/**
 * Steps at the paper's size, with and without recomputation, each in a process of its own and PyTorch's straight after it; and
 * a contrastive batch that is worked on one pair at a time, which PyTorch's script does not know.
 */
export async function measurePaper({ batches = [1, 2, 4], inParts = 8, steps = 3 } = {}) {
  const rows = [];
  for (const kind of ['videomae', 'contrastive'] satisfies PaperStep[])
    for (const [batch, parts] of [
      ...batches.map((size) => [size, 1] as const),
      ...(kind === 'contrastive' ? [[inParts, inParts] as const] : []),
    ])
      for (const recompute of [false, true]) {
        const args = [kind, String(batch), String(recompute), String(steps)];
        const ours = await runScript<PaperReport>('paper-once.ts', ...args, 'cpu', String(parts));
        const torch = torchPython && parts === 1 && (await runTorchStep(torchPython, args));
        const row = { kind, batch, parts, recompute, ours, torch };
        console.error(JSON.stringify(row));
        rows.push(row);
      }
  return { rows };
}

export async function runTorchStep(python: string, args: readonly string[]): Promise<PaperReport> {
  const { stdout } = await promisify(execFile)(python, [torchScript, ...args]);
  return JSON.parse(stdout) as PaperReport;
}
