import { z } from 'zod';
import { errorRecord } from './error-record.ts';
import type { Immutable } from './immutable.ts';

/** One line of `failures.jsonl`: an exam that a stage lost, or something about it that a reader should know. */
export const failureLine = errorRecord.extend({
  stage: z.string(),
  exam: z.string().optional(),
  /** A warning stops nothing: the exam is done. */
  level: z.enum(['error', 'warning']),
});

export type FailureLine = Immutable<z.infer<typeof failureLine>>;
