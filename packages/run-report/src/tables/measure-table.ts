import type { Estimate } from '@totalfm/core';
import {
  estimateOf,
  meanOfDefined,
  meanOfResamples,
  resamplePatients,
  type PatientResamples,
} from '@totalfm/statistics';
import { rankedStatistic } from '../compare/case-statistics.ts';
import type { RunFiles } from '../run-files.ts';
import type { GroupSpec, RowSpec, TableSpec } from './paper-tables.ts';
import { rowCases, sharedCases, type RowCase, type SharedCases } from './row-cases.ts';
import { countWins, type Wins } from './wins.ts';

/** Numbers of one line of a table, in the order of the runs. */
export interface Compared {
  readonly values: readonly (Estimate | undefined)[];
  /** The first run's value minus each run's; undefined for the first. */
  readonly differences: readonly (Estimate | undefined)[];
}

export interface TableRow extends RowSpec, Compared {
  /** Of the shared exams. */
  readonly exams: number;
  readonly patients: number;
  readonly positives: number;
  /** Why a run has no value; undefined where it has one. */
  readonly reasons: readonly (string | undefined)[];
  /** Where a run's threshold comes from, for a measure that has one. */
  readonly thresholds: readonly ('validation' | 'default' | undefined)[];
}

export interface TableGroup {
  readonly title?: string;
  readonly rows: readonly TableRow[];
  /** Over the rows that all runs scored; undefined where there are none. */
  readonly mean?: Compared & { readonly rows: number };
  /** Of the first run over each of the others, in their order. */
  readonly wins: readonly Wins[];
}

export interface MeasuredTable {
  readonly spec: TableSpec;
  readonly groups: readonly TableGroup[];
  /** Exams and patients of any row. */
  readonly exams: number;
  readonly patients: number;
  /** Cases left out because the runs do not agree on the label. */
  readonly disagreements: number;
}

export const tableResamples = { resamples: 1000, seed: 1 };

/** A row with the values of its resamples, for the mean of several. */
interface Measured {
  readonly row: TableRow;
  readonly resampled: readonly (Float64Array | undefined)[];
}

/**
 * A table of runs: each value with the 95 % percentile interval of a bootstrap over patients, and paired intervals of the first
 * run's differences to the others. A row is measured on the exams that all runs with cases of it have, and every resample
 * draws the same patients for all runs and rows.
 */
export function measureTable(spec: TableSpec, runs: readonly RunFiles[]): MeasuredTable {
  const lines = runs.map(({ scores }) => scores.filter(({ evaluator }) => evaluator === spec.evaluator));
  const specs = spec.groups.flatMap(({ rows }) => rows);
  const shared = new Map(
    specs.map((row) => [row.id, sharedCases(lines.map((own) => rowCases(own, row.targets)))] as const),
  );
  const cases = [...shared.values()].flatMap(({ byRun }) => byRun.find(Boolean) ?? []);
  const patients = cases.map(({ patient }) => patient);
  const drawn = resamplePatients(patients, tableResamples.resamples, tableResamples.seed);
  const measure = (row: RowSpec): Measured => measureRow(row, shared.get(row.id)!, { spec, runs, drawn });
  return {
    spec,
    groups: spec.groups.map((group) => measureGroup(group, group.rows.map(measure))),
    exams: new Set(cases.map(({ exam }) => exam)).size,
    patients: new Set(patients).size,
    disagreements: [...shared.values()].reduce((sum, one) => sum + one.disagreements, 0),
  };
}

interface Context {
  readonly spec: TableSpec;
  readonly runs: readonly RunFiles[];
  readonly drawn: PatientResamples;
}

function measureRow(row: RowSpec, { byRun }: SharedCases, { spec, runs, drawn }: Context): Measured {
  const statistics = byRun.map(
    (cases) =>
      cases &&
      rankedStatistic(
        spec.measure.statistic,
        cases.map((one) => ({ ...one, target: row.id })),
        drawn.unitOf,
      ),
  );
  const exact = statistics.map((statistic) => statistic?.() ?? NaN);
  const resampled = statistics.map((statistic, run) =>
    statistic && !Number.isNaN(exact[run])
      ? Float64Array.from(drawn.weights, (weights) => statistic(weights))
      : undefined,
  );
  const cases = byRun.find(Boolean) ?? [];
  return {
    resampled,
    row: {
      ...row,
      ...compared(exact, resampled),
      exams: cases.length,
      patients: new Set(cases.map(({ patient }) => patient)).size,
      positives: cases.filter(({ label }) => label).length,
      reasons: byRun.map((own, run) => (Number.isNaN(exact[run]) ? reasonOf(row, own, runs[run], spec) : undefined)),
      thresholds: runs.map(({ metrics }) =>
        spec.measure.statistic === 'f1'
          ? metrics[spec.evaluator]?.targets.find(({ id }) => row.targets.includes(id))?.thresholdFrom
          : undefined,
      ),
    },
  };
}

/** Estimates of values and of the first run's differences; NaN and undefined where a run has none. */
function compared(exact: readonly number[], resampled: readonly (Float64Array | undefined)[]): Compared {
  const [first] = resampled;
  return {
    values: exact.map((value, run) => resampled[run] && estimateOf(value, resampled[run])),
    differences: exact.map((value, run) => {
      const other = resampled[run];
      if (run === 0 || !first || !other) return undefined;
      return estimateOf(
        exact[0] - value,
        first.map((one, index) => one - other[index]),
      );
    }),
  };
}

function measureGroup({ title }: GroupSpec, measured: readonly Measured[]): TableGroup {
  const rows = measured.map(({ row }) => row);
  const [firstRow] = rows;
  const whole = measured.filter(({ resampled }) => resampled.every(Boolean));
  const runs = firstRow.values.map((_, run) => run);
  const mean = compared(
    runs.map((run) => meanOfDefined(whole.map(({ row }) => row.values[run]!.value))),
    runs.map((run) =>
      meanOfResamples(
        whole.map(({ resampled }) => resampled[run]!),
        tableResamples.resamples,
      ),
    ),
  );
  return {
    title,
    rows,
    mean: whole.length > 0 ? { ...mean, rows: whole.length } : undefined,
    wins: runs.slice(1).map((run) => countWins(rows.map(({ differences }) => differences[run]))),
  };
}

/** Why a run has no value in a row. */
function reasonOf(row: RowSpec, shared: readonly RowCase[] | undefined, run: RunFiles, spec: TableSpec): string {
  if (shared?.length === 0) return 'no exam in common';
  if (shared) return `no shared exam is ${shared[0].label ? 'negative' : 'positive'}`;
  const metrics = run.metrics[spec.evaluator];
  if (!metrics) return `no evaluator ${spec.component}`;
  const skipped = metrics.skipped.find(({ target }) => row.targets.includes(target));
  return skipped?.reason ?? `no ${metrics.unit} of the experiment`;
}
