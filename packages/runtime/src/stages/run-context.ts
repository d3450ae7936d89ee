import type { LedgerLine, MetricSink, ProgressSink } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { Container } from '../container/container.ts';
import type { ExamOutcomes } from '../journal/exam-journal.ts';
import type { ChunkRunner } from '../work/chunk.ts';

/** What stages are made with. None of it changes a result. */
export interface RunContext {
  readonly container: Container;
  readonly store: ArtifactStore;
  /** Started when the first chunk of exams needs it. */
  readonly runner: () => ChunkRunner;
  /** A stage begins: where its progress goes. */
  readonly progress: (stage: string) => ProgressSink;
  readonly metrics: MetricSink;
  readonly signal?: AbortSignal;
  /** A line for the run's ledger, of a worker that has no access to it. */
  readonly onRecord: (line: LedgerLine) => void;
  /** Outcomes of exams that are lost because the whole stage fails: they are in no artifact. */
  readonly onLostExams: (stage: string, outcomes: ExamOutcomes) => Promise<void>;
}

/** What a stage has made, or found made. */
export interface StageResult {
  readonly artifact: Artifact;
  readonly reused: boolean;
  /** What making it took, over all attempts. */
  readonly seconds: number;
}
