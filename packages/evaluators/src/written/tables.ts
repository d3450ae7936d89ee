import type { Estimate } from '@totalfm/core';
import type { OutcomeRow, OutcomeTables } from '@totalfm/run-format';
import type { Estimator } from '@totalfm/statistics';
import { groupMetrics } from '../reports/clinical/clinical-metrics.ts';
import type { Layout, PlacedFinding } from '../reports/clinical/exam-terms.ts';
import type { FindingMetrics } from '../reports/index.ts';
import type { AskedFindings } from './asked-findings.ts';

/** Outcomes by finding, organ and grade, in the experiment's order, of whatever any report has present. */
export function outcomeTables(
  byGenerator: ReadonlyMap<string, Estimator>,
  layout: Layout,
  { organs, findings }: AskedFindings,
): OutcomeTables {
  const gradeOf = ({ finding }: PlacedFinding) => findings.get(finding)?.grade;
  const rows = (
    groupOf: (one: PlacedFinding) => string | undefined,
    named: Iterable<Omit<OutcomeRow, 'byGenerator'>>,
  ) => {
    const measured = [...byGenerator].map(
      ([generator, estimate]) => [generator, groupMetrics(estimate, layout, groupOf)] as const,
    );
    return [...named].flatMap((row): OutcomeRow[] => {
      const cells = measured.flatMap(([generator, groups]) =>
        Object.hasOwn(groups, row.id) ? [[generator, cellOf(groups[row.id])] as const] : [],
      );
      return cells.length > 0 ? [{ ...row, byGenerator: Object.fromEntries(cells) }] : [];
    });
  };
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
      gradeOf,
      [...new Set([...findings.values()].map(({ grade }) => grade))].map((grade) => ({ id: grade, name: grade })),
    ),
  };
}

function cellOf(metrics: FindingMetrics): OutcomeRow['byGenerator'][string] {
  const count = (estimate: Estimate | undefined) => estimate?.value ?? 0;
  const measure = (estimate: Estimate | undefined) => (estimate ? { ...estimate } : null);
  return {
    hits: count(metrics.hits),
    invented: count(metrics.invented),
    missed: count(metrics.missed),
    notAssessed: count(metrics.notAssessed),
    precision: measure(metrics.precision),
    recall: measure(metrics.recall),
    f1: measure(metrics.f1),
  };
}
