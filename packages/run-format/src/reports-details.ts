import { z } from 'zod';
import { estimate } from './estimate.ts';
import type { Immutable } from './immutable.ts';

const count = z.int().min(0);

/** What became of findings of a group in a generator's reports: how many, and what follows. Null: not defined. */
const outcomes = z.object({
  hits: count,
  invented: count,
  missed: count,
  notAssessed: count,
  precision: estimate.nullable(),
  recall: estimate.nullable(),
  f1: estimate.nullable(),
});

/** A finding, an organ or a grade, by generator. */
const outcomeRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Of a finding: its organ's id and its grade. */
  organ: z.string().optional(),
  grade: z.string().optional(),
  byGenerator: z.record(z.string(), outcomes),
});

export type OutcomeRow = Immutable<z.infer<typeof outcomeRow>>;

/** `details` of the evaluator `reports`, as far as pages show them. */
export const reportsDetails = z.looseObject({
  /** What findings are held against. */
  reference: z.enum(['report', 'truth']),
  exams: count,
  examsWithTruth: count,
  /**
   * In the experiment's order: how many exams each wrote of, on how many it failed, and how many of its reports no parser takes
   * for one.
   */
  generators: z.record(z.string(), z.object({ written: count, failed: count, unreadable: count })),
  /** In the experiment's order, of what any report has present. */
  byFinding: z.array(outcomeRow),
  byOrgan: z.array(outcomeRow),
  byGrade: z.array(outcomeRow),
});

export type ReportsDetails = Immutable<z.infer<typeof reportsDetails>>;

export type OutcomeTables = Pick<ReportsDetails, 'byFinding' | 'byOrgan' | 'byGrade'>;
