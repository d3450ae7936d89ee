import type { MetricSink, ProgressSink } from '@totalfm/core';
import type { StageRecord } from './run-manifest.ts';

/** Who watches a run. Every part may be left out. */
export interface RunSinks {
  /** A stage begins: where its progress goes. */
  readonly stageStarted?: (stage: string) => ProgressSink | undefined;
  readonly stageFinished?: (record: StageRecord) => void;
  /** Training metrics as they come. */
  readonly metrics?: MetricSink;
}
