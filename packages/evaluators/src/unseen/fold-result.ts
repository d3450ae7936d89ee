import type { CaseScore, EvaluationMetrics } from '@totalfm/core';

/** What a run of a rotation found: one that learned without some of the findings. */
export interface FoldResult {
  /** Of the run. */
  readonly name: string;
  /** What the evaluator `findings` found, with withheld targets marked. */
  readonly findings: EvaluationMetrics;
  /** Its scores. */
  readonly scores: readonly CaseScore[];
}
