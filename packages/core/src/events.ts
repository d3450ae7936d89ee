/** What a long piece of work says of itself. A sink decides whether it becomes a bar, a JSON line or nothing. */
export interface ProgressSink {
  /** `done` of `total` units are finished. Called often: it must be cheap. */
  update(done: number, total: number, note?: string): void;
  /** Something that the reader should know but that stops nothing. */
  warn(message: string): void;
}

/** One JSON line of `metrics.jsonl`. */
export type MetricLine = Readonly<Record<string, number | string>>;

export interface MetricSink {
  log(line: MetricLine): void;
}

export const silentProgress: ProgressSink = { update() {}, warn() {} };
export const silentMetrics: MetricSink = { log() {} };
