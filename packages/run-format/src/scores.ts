import type { CaseScore, EvaluationResult } from '@totalfm/core';
import { z } from 'zod';

/** One line of `scores.jsonl`: a case's score, with the key of the evaluator that gave it. */
export const scoreLine = z.object({
  evaluator: z.string(),
  exam: z.string(),
  patient: z.string(),
  pair: z.string().optional(),
  target: z.string(),
  score: z.number(),
  label: z.boolean().optional(),
  predicted: z.boolean().optional(),
}) satisfies z.ZodType<ScoreLine>;

export interface ScoreLine extends CaseScore {
  readonly evaluator: string;
}

/** The lines of `scores.jsonl` that results give, in their order. */
export function scoreLinesOf(results: readonly EvaluationResult[]): readonly ScoreLine[] {
  return results.flatMap(({ key, scores }) => scores.map((score) => ({ evaluator: key, ...score })));
}
