/** One line of a run's `ledger.jsonl`: numbers are summed, texts name what they belong to. Never report text. */
export type LedgerLine = Readonly<Record<string, number | string>>;

/** What a component is given beyond its options to work with: where to keep things, and its part of shared limits. */
export interface Workspace {
  /** A folder that outlives the run, shared by all runs beside it; undefined: nothing is kept. */
  readonly cacheDir?: string;
  /** How many processes or threads do the same work: each takes this part of rates and budgets. */
  readonly workers: number;
  /** Adds a line to the run's ledger. */
  record(line: LedgerLine): void;
}
