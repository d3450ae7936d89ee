import type { EvaluationMetrics } from '@totalfm/core';
import { reportsDetails, type ReportsDetails } from '@totalfm/run-format';

/** What an evaluator of written reports says beside its measures; undefined where it is another's. */
export function reportsDetailsOf({ byGenerator, details }: EvaluationMetrics): ReportsDetails | undefined {
  return byGenerator ? reportsDetails.safeParse(details).data : undefined;
}
