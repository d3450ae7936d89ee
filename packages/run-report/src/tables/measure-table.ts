import type { Estimate } from '@totalfm/core';
import {
  halfSamples,
  meanOfExchanges,
  resamplePatients,
  type Exchanges,
  type HalfSamples,
  type PatientResamples,
} from '@totalfm/statistics';
import { meanOfRuns, measureRun, type MeasuredRun } from '../compare/common-ground.ts';
import { aloneDifference, exchangesOf, heldTogether, type Difference } from '../compare/differences.ts';
import type { RunFiles } from '../run-files.ts';
import type { GroupSpec, RowSpec, TableSpec } from './paper-tables.ts';
import { rowCases, sharedCases, type RowCase, type SharedCases } from './row-cases.ts';
import { countWins, type Wins } from './wins.ts';

/** Numbers of one line of a table, in the order of the runs. */
export interface Compared {
  readonly values: readonly (Estimate | undefined)[];
  /** The first run's value minus each run's; undefined for the first. */
  readonly differences: readonly (Difference | undefined)[];
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

/** A row before its differences are tested together with those of the other rows. */
interface Measured {
  readonly row: Omit<TableRow, 'differences'>;
  /** By run, for the mean of several. */
  readonly measured: readonly (MeasuredRun | undefined)[];
  /** Of the first run to each. */
  readonly exchanges: readonly (Exchanges | undefined)[];
}

/**
 * A table of runs: each value with the 95 % interval of a bootstrap over patients, and paired intervals of the first run's
 * differences to the others, those to one run held together by Holm's correction over all rows. A row is measured on the exams
 * that all runs with cases of it have, and the same patients are drawn for all runs and rows.
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
  const halves = halfSamples(patients, tableResamples.seed);
  const measured = spec.groups.map(({ rows }) =>
    rows.map((row) => measureRow(row, shared.get(row.id)!, { spec, runs, drawn, halves })),
  );
  const differences = rowDifferences(measured.flat(), runs.length, halves);
  return {
    spec,
    groups: spec.groups.map((group, index) => measureGroup(group, measured[index], { differences, halves })),
    exams: new Set(cases.map(({ exam }) => exam)).size,
    patients: new Set(patients).size,
    disagreements: [...shared.values()].reduce((sum, one) => sum + one.disagreements, 0),
  };
}

interface Context {
  readonly spec: TableSpec;
  readonly runs: readonly RunFiles[];
  readonly drawn: PatientResamples;
  readonly halves: HalfSamples;
}

type Differences = ReadonlyMap<Measured, readonly (Difference | undefined)[]>;

/** Of each row by run; all rows of a run are tested together. */
function rowDifferences(measured: readonly Measured[], runs: number, halves: HalfSamples): Differences {
  const byRun = Array.from({ length: runs }, (_, run) =>
    heldTogether(
      measured.map(({ exchanges }) => exchanges[run]),
      halves,
    ),
  );
  return new Map(measured.map((one, index) => [one, byRun.map((differences) => differences[index])]));
}

function measureRow(row: RowSpec, { byRun }: SharedCases, { spec, runs, drawn, halves }: Context): Measured {
  const { statistic } = spec.measure;
  const scores = byRun.map((cases) => cases?.map((one) => ({ ...one, target: row.id })));
  const measured = scores.map((cases) => cases && measureRun(statistic, cases, drawn));
  const cases = byRun.find(Boolean) ?? [];
  const [first] = scores;
  return {
    measured,
    exchanges: scores.map((own, run) =>
      run > 0 && first && own ? exchangesOf(statistic, [[first], [own]], halves) : undefined,
    ),
    row: {
      ...row,
      values: measured.map((one) => one?.estimate),
      exams: cases.length,
      patients: new Set(cases.map(({ patient }) => patient)).size,
      positives: cases.filter(({ label }) => label).length,
      reasons: byRun.map((own, run) => (measured[run] === undefined ? reasonOf(row, own, runs[run], spec) : undefined)),
      thresholds: runs.map(({ metrics }) =>
        statistic === 'f1'
          ? metrics[spec.evaluator]?.targets.find(({ id }) => row.targets.includes(id))?.thresholdFrom
          : undefined,
      ),
    },
  };
}

function measureGroup(
  { title }: GroupSpec,
  measured: readonly Measured[],
  { differences, halves }: { readonly differences: Differences; readonly halves: HalfSamples },
): TableGroup {
  const rows = measured.map((one): TableRow => ({ ...one.row, differences: differences.get(one)! }));
  const whole = measured.filter((one) => one.measured.every(Boolean));
  const runs = rows[0].values.map((_, run) => run);
  return {
    title,
    rows,
    mean: whole.length > 0 ? { ...meanOfRows(whole, halves), rows: whole.length } : undefined,
    wins: runs.slice(1).map((run) => countWins(rows.map((row) => row.differences[run]))),
  };
}

/** Over rows that all runs scored. */
function meanOfRows(whole: readonly Measured[], halves: HalfSamples): Compared {
  const runs = whole[0].measured.map((_, run) => run);
  return {
    values: runs.map((run) => meanOfRuns(whole.map(({ measured }) => measured[run]!))),
    differences: runs.map((run) =>
      aloneDifference(meanOfExchanges(whole.flatMap(({ exchanges }) => exchanges[run] ?? [])), halves),
    ),
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
