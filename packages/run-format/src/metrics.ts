import { caseStatistics, protocols, type EvaluationMetrics, type EvaluationResult } from '@totalfm/core';
import { z } from 'zod';
import { estimate } from './estimate.ts';
import { json } from './json.ts';

const measure = z.object({
  id: z.string(),
  title: z.string(),
  better: z.enum(['higher', 'lower']),
  range: z.tuple([z.number(), z.number()]).optional(),
  chance: z.union([z.number(), z.literal('prevalence')]).optional(),
  statistic: z.enum(caseStatistics).optional(),
});

export const targetResult = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string().optional(),
  grade: z.string().optional(),
  unseen: z.literal(true).optional(),
  level: z.object({ value: z.number(), unit: z.string() }).optional(),
  measures: z.record(z.string(), estimate),
  chance: z.record(z.string(), z.number()).optional(),
  threshold: z.number().optional(),
  thresholdFrom: z.enum(['validation', 'default']).optional(),
  positives: z.int().min(0).optional(),
  negatives: z.int().min(0).optional(),
});

const mean = z.object({
  name: z.string(),
  grade: z.string().optional(),
  measures: z.record(z.string(), estimate.nullable()),
  targets: z.array(z.string()),
});

const byName = z.record(z.string(), z.record(z.string(), estimate.nullable()));

/** What `metrics.json` says of one evaluator. */
export const evaluationMetrics = z
  .looseObject({
    title: z.string(),
    description: z.string(),
    protocol: z.enum(protocols).optional(),
    unit: z.string(),
    measures: z.array(measure),
    primary: z.string(),
    targets: z.array(targetResult),
    means: z.array(mean),
    skipped: z.array(z.object({ target: z.string(), reason: z.string() })),
    byGenerator: byName.optional(),
    differences: byName.optional(),
    details: z.record(z.string(), json),
  })
  .refine(({ measures, primary }) => measures.some(({ id }) => id === primary), {
    path: ['primary'],
    error: 'it is none of the measures',
  }) satisfies z.ZodType<EvaluationMetrics>;

/** `metrics.json`: what each evaluator found, by its key. */
export const runMetrics = z.record(z.string(), evaluationMetrics);

export type RunMetrics = Readonly<Record<string, EvaluationMetrics>>;

/** The part of results that `metrics.json` holds; the scores are {@link scoreLinesOf}. */
export function metricsOf(results: readonly EvaluationResult[]): RunMetrics {
  return Object.fromEntries(results.map(({ key, scores: _, reports: __, ...metrics }) => [key, metrics]));
}
