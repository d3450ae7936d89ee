import type { MetricSink, ProgressSink } from '@totalfm/core';
import type { Artifact, ArtifactStore, ChunkRunner, Container, ExamOutcome } from '@totalfm/runtime';

/** What every stage is given. */
export interface StageContext {
  readonly container: Container;
  readonly store: ArtifactStore;
  /** Started when the first chunk of exams needs it. */
  readonly runner: () => ChunkRunner;
  readonly progress: ProgressSink;
  /** Training metrics as they come, for whoever watches. */
  readonly metrics: MetricSink;
  readonly signal?: AbortSignal;
  /** Outcomes of exams that are lost because the whole stage fails: they are in no artifact. */
  readonly onLostExams?: (outcomes: readonly ExamOutcome[]) => void;
}

/** What a stage has made, or found made. */
export interface StageResult {
  readonly artifact: Artifact;
  readonly reused: boolean;
  readonly seconds: number;
}
