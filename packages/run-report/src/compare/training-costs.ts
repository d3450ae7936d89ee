import { secondsOf } from '../manifest-facts.ts';
import type { RunFiles } from '../run-files.ts';

/** What a run's training took. */
export interface TrainingCost {
  readonly stage: string;
  readonly seconds?: number;
  readonly parameters: number;
  readonly steps: number;
  readonly volumes: number;
}

/** Of every stage of the first run that left a checkpoint, in their order; seconds are the mean over the runs. */
export function trainingCosts(runs: readonly RunFiles[]): readonly TrainingCost[] {
  return Object.entries(runs[0].checkpoints).map(([stage, { parameters, steps, samples }]) => {
    const seconds = runs.flatMap((run) => secondsOf(run, stage) ?? []);
    const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
    return { stage, ...(seconds.length > 0 && { seconds: mean }), parameters, steps, volumes: samples };
  });
}

/** All stages together; undefined where one does not say, or nothing was trained. */
export function trainingSeconds(costs: readonly TrainingCost[]): number | undefined {
  if (costs.length === 0) return undefined;
  return costs.reduce<number | undefined>(
    (sum, { seconds }) => (sum === undefined || seconds === undefined ? undefined : sum + seconds),
    0,
  );
}

/** Seconds as figures and tables have them. */
export const roundSeconds = (seconds: number): number =>
  seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
