import type { ErrorRecord } from '@totalfm/core';

/** One report of a file, in the file's order. */
export interface ReportRow {
  readonly id: string;
  /** Row of the table, from 1; the header does not count. */
  readonly row: number;
  /** Line of the file at which the row ends, from 1. */
  readonly line: number;
  /** The report; undefined where `failure` says why there is none. */
  readonly text?: string;
  /** Every cell, by the name of its column. */
  readonly cells: ReadonlyMap<string, string>;
  readonly failure?: ErrorRecord;
  readonly warnings: readonly ErrorRecord[];
}

/** What the command line says of a file of reports. */
export interface ReportSource {
  /** Column of a table that holds the reports. */
  readonly textColumn: string;
  /** Default: rows are numbered. */
  readonly idColumn?: string;
  /** WHATWG name of the encoding of a file without a byte-order mark. Default: UTF-8. */
  readonly encoding?: string;
}
