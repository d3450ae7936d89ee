import { z } from 'zod';
import type { Immutable } from './immutable.ts';

/** One line of `metrics.jsonl`: what a stage that trains says of one step. */
export const trainingMetricLine = z
  .object({ stage: z.string(), step: z.number() })
  .catchall(z.union([z.number(), z.string()]));

export type TrainingMetricLine = Immutable<z.infer<typeof trainingMetricLine>>;
