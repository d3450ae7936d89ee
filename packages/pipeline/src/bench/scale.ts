import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleStep } from './bundle-step.ts';
import type { StepName } from './steps.ts';

/** What a process took. Processor time hardly changes with what others do on the machine; seconds do. */
export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that it held. */
  readonly mb: number;
  readonly rows?: number;
}

export interface ScaleOptions {
  /** Where the run stays, and is gone on with. */
  readonly keep?: string;
  /**
   * Megabytes that a process's objects may take. Without a limit V8 leaves hundreds of megabytes of garbage lying, at 10,000 exams
   * as at 140,000: what a stage needs is what it can live with.
   */
  readonly heap: number;
  readonly log: (line: string) => void;
}

/** Does steps of a run one after the other, each in a process of its own: what one holds is no other's. */
export async function measureScale(
  exams: number,
  steps: readonly StepName[],
  { keep, heap, log }: ScaleOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const dir = keep ?? (await mkdtemp(join(tmpdir(), 'totalfm-scale-')));
  const measured: Record<string, Omit<Measured, 'rows'>> = {};
  let rows: number | undefined;
  const bundle = await bundleStep();
  try {
    for (const step of steps) {
      const { rows: counted, ...numbers } = await inProcess(bundle.script, [step, dir, String(exams)], heap);
      rows = counted ?? rows;
      measured[step] = numbers;
      log(`${step} ${JSON.stringify(numbers)}`);
    }
    return { exams, rows, heap, ...measured };
  } finally {
    await bundle.dispose();
    if (!keep) await rm(dir, { recursive: true });
  }
}

function inProcess(script: string, args: readonly string[], heap: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    // In the environment: an argument would be passed on to the thread of a training, which takes no such one.
    const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=${heap}`;
    const child = fork(script, args, { execArgv: [], env: { ...process.env, NODE_OPTIONS } });
    let measured: Measured | undefined;
    child.on('message', (message) => (measured = message as Measured));
    child.on('exit', (code) =>
      measured ? resolve(measured) : reject(new Error(`The step ${args[0]} ended with ${code}.`)),
    );
  });
}
