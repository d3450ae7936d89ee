import type { Estimate } from '@totalfm/core';
import type { OutcomeRow, OutcomeTables } from '@totalfm/run-format';
import { estimator, type ResampledSums } from '@totalfm/statistics';
import { countsBy, type Layout, type PlacedFinding } from '../reports/clinical/exam-terms.ts';
import { spokenMetrics, type OutcomeCounts } from '../reports/clinical/finding-metrics.ts';
import type { AskedFindings } from './asked-findings.ts';

/** Outcomes by finding, organ and grade, in the experiment's order, of whatever any report has present. */
export function outcomeTables(
  byGenerator: ReadonlyMap<string, ResampledSums>,
  layout: Layout,
  { organs, findings }: AskedFindings,
): OutcomeTables {
  const rows = (
    groupOf: (one: PlacedFinding) => string | undefined,
    named: readonly Named[],
  ): readonly OutcomeRow[] => {
    const counts = countsBy(layout, groupOf);
    return named.flatMap((row) => {
      const countsOf = counts.get(row.id);
      if (!countsOf) return [];
      const cells = [...byGenerator].map(([generator, sums]) => [generator, cellOf(sums, countsOf)] as const);
      return [{ ...row, byGenerator: Object.fromEntries(cells) }];
    });
  };
  const grades = [...new Set([...findings.values()].map(({ grade }) => grade))];
  return {
    byFinding: rows(
      ({ finding }) => finding,
      [...findings].map(([id, finding]) => ({ id, ...finding })),
    ),
    byOrgan: rows(
      ({ organ }) => organ,
      [...organs].map(([id, name]) => ({ id, name })),
    ),
    byGrade: rows(
      ({ finding }) => findings.get(finding)?.grade,
      grades.map((grade) => ({ id: grade, name: grade })),
    ),
  };
}

type Named = Omit<OutcomeRow, 'byGenerator'>;
type Cell = OutcomeRow['byGenerator'][string];

function cellOf(sums: ResampledSums, countsOf: (sums: ArrayLike<number>) => OutcomeCounts): Cell {
  const { hit: hits, invented, missed, notAssessed } = countsOf(sums.all);
  const { precision, recall, f1 } = spokenMetrics(estimator(sums), countsOf);
  const measure = (estimate: Estimate | undefined) => (estimate ? { ...estimate } : null);
  return {
    ...{ hits, invented, missed, notAssessed },
    ...{ precision: measure(precision), recall: measure(recall), f1: measure(f1) },
  };
}
