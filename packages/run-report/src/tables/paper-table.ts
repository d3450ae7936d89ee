import type { MeasuredTable } from './measure-table.ts';

/** A measured table with what is said of it: all that a format needs. */
export interface PaperTable {
  readonly measured: MeasuredTable;
  /** Of the runs, the first being what the others are compared with. */
  readonly names: readonly string[];
  /** Seeds of the runs; undefined where a run does not say. */
  readonly seeds: readonly (number | undefined)[];
  /** The protocol, and what was not scored. */
  readonly notes: readonly string[];
}
