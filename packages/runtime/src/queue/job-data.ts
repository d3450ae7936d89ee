import { z } from 'zod';
import { runtimeErrors } from '../errors.ts';
import type { ExamTask } from '../stages/exam-task.ts';

/** Names of artifacts: nothing that such a name stands for lies outside of the folder of artifacts. */
const artifact = z.string().regex(/^[A-Za-z0-9_-]+-[0-9a-f]{16}$/);
const stage = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** What a line of jobs is, for those who take them. */
export const lineData = z.strictObject({
  /** Name of the run, for people. */
  run: z.string().max(200),
  stages: z.array(stage).min(1),
  /** Digest of the setup, which lies with the artifacts. */
  setup: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LineData = z.infer<typeof lineData>;

/** A chunk of exams, as it waits in a queue: ids and names, no words and no paths. */
const jobData = z.strictObject({
  work: z.string().max(500),
  chunk: z.number().int().min(0),
  /** The span that it is part of. */
  trace: z.record(z.string(), z.string().max(512)).optional(),
  units: z.number().int().min(1),
  args: z.strictObject({
    stages: z.array(z.strictObject({ name: stage, id: artifact })).min(1),
    inputs: z.record(stage, artifact),
    exams: z.array(z.strictObject({ id: z.string(), lost: z.record(stage, stage).optional() })).min(1),
  }),
});

/** What is told of a chunk in progress, and at its end. */
export const jobProgress = z.object({
  /** Milliseconds by stage, for each exam that is finished. */
  units: z.array(z.record(z.string(), z.number())),
  /** What components recorded. */
  ledger: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).default([]),
  /** Exams that failed, by code. */
  failures: z.record(z.string(), z.number()).default({}),
});
export type JobProgress = z.input<typeof jobProgress>;

/** Throws `TFM_JOB_INVALID`. */
export function readJob(data: unknown): ExamTask {
  const result = jobData.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw runtimeErrors.TFM_JOB_INVALID({
    message: `A job is not valid at ${issue.path.join('.') || 'its top'}: ${issue.message}.`,
    fix: 'Something else than TotalFM writes into this queue, or another version of it: give it a prefix of its own.',
  });
}
