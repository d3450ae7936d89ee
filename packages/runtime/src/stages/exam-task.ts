import type { ChunkTask } from '../work/chunk.ts';
import type { ChunkExam } from './exam-chunk.ts';

/** What a chunk of a group of stages is told. Plain data without a path: it may cross to another machine. */
export interface ExamTaskArgs {
  /** The stages that go over the exams together, in order, with the names of the artifacts that they make. */
  readonly stages: readonly { readonly name: string; readonly id: string }[];
  /** Names of the finished artifacts that they read, by stage. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly exams: readonly ChunkExam[];
}

export type ExamTask = ChunkTask<ExamTaskArgs>;
