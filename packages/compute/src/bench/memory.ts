import { runScript } from './run-script.ts';

/** The peak of a VideoMAE step against what any implementation must hold. */
export interface PeakReport {
  readonly parameters: number;
  /** Parameters, gradients and Adam's two moments. */
  readonly stateMegabytes: number;
  /** What the backward pass needs of the forward pass, worked out from the traced graph. */
  readonly activationMegabytes: number;
  /** Largest resident memory, less that of the process before it had a model. */
  readonly usedMegabytes: number;
  readonly ratio: number;
}

/** Memory over 1,000 steps after 200. */
export interface FlatReport {
  readonly stepsPerCall: number;
  /** Parameters and the two moments: what every call takes in where it lies, and hands out in new arrays. */
  readonly stateMegabytes: number;
  /** Slope of the resident memory, times 1,000 steps. */
  readonly growthMegabytes: number;
  /** What would have stayed, had nothing been given back. */
  readonly statesHandedOutMegabytes: number;
  readonly residentMegabytes: number;
}

export async function measureMemory() {
  return {
    peak: await runScript<PeakReport>('memory-once.ts', 'peak'),
    flat: [
      await runScript<FlatReport>('memory-once.ts', 'flat', '1'),
      await runScript<FlatReport>('memory-once.ts', 'flat', '8'),
    ],
  };
}
