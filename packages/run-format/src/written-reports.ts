import { splits, type WrittenReport } from '@totalfm/core';
import { z } from 'zod';
import { errorRecord } from './error-record.ts';
import type { Immutable } from './immutable.ts';

const side = z.enum(['left', 'right']);

const evidence = z.object({
  finding: z.string(),
  pair: z.string(),
  slices: z.tuple([z.int().min(0), z.int().min(0)]).optional(),
  score: z.number(),
  threshold: z.number(),
});

const sentence = z.object({
  text: z.string(),
  organ: z.string(),
  sides: z.array(side),
  findings: z.array(z.string()),
  sizeMm: z.number().positive().optional(),
  evidence: z.array(evidence),
  from: z.enum(['generator', 'check', 'frame']),
  unsupported: z.literal(true).optional(),
});

const count = z.int().min(0);

export const writtenReport = z.object({
  sections: z.array(z.object({ title: z.string(), organ: z.string(), sentences: z.array(sentence) })),
  impression: z.array(z.string()),
  notAssessed: z.array(
    z.object({ organ: z.string(), side: side.optional(), reason: z.enum(['missing', 'cut', 'doubted']) }),
  ),
  checks: z.object({ stated: count, dropped: count, marked: count, added: count }),
  text: z.string(),
  notices: z.array(errorRecord).optional(),
}) satisfies z.ZodType<WrittenReport>;

/** One line of a `write` artifact: what a generator wrote of an exam. */
export const writtenLine = z.object({
  generator: z.string(),
  exam: z.string(),
  split: z.enum(splits),
  report: writtenReport,
});

export type WrittenLine = Immutable<z.infer<typeof writtenLine>>;

/** What a parser read in a sentence. */
const statement = z.object({
  organ: z.string(),
  /** Absent: the organ as a whole. */
  finding: z.string().optional(),
  state: z.enum(['present', 'absent', 'uncertain']),
  sides: z.array(side),
  sizeMm: z.number().optional(),
});

/** What became of a finding that the true or the written report has present: see `compareReports` of evaluators. */
const outcome = z.object({
  organ: z.string(),
  finding: z.string(),
  outcome: z.enum(['hit', 'invented', 'missed', 'notAssessed']),
  sideRight: z.boolean().optional(),
  statedSides: z.object({ named: count, right: count }).optional(),
  sizeErrorMm: z.number().optional(),
});

/** One line of `written-reports.jsonl`: an exam's true report beside those that generators wrote of it. */
export const reportsLine = z.object({
  exam: z.string(),
  patient: z.string(),
  /** Sentences about the experiment's organs, in report order. */
  reference: z.array(z.object({ text: z.string(), statements: z.array(statement) })),
  byGenerator: z.record(z.string(), z.object({ report: writtenReport, outcomes: z.array(outcome) })),
});

export type ReportsLine = Immutable<z.infer<typeof reportsLine>>;
