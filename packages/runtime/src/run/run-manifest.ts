import type { ErrorRecord } from '@totalfm/core';

/** What a stage of a run did. */
export interface StageRecord {
  readonly stage: string;
  /** Artifact id. */
  readonly artifact: string;
  /** True where the artifact was there already. */
  readonly reused: boolean;
  /** What making the artifact took, over all attempts. */
  readonly seconds: number;
  /** Exams by outcome, for stages that go exam by exam. */
  readonly exams?: { readonly done: number; readonly failed: number; readonly skipped: number };
  /** Failed exams and warnings by error code. */
  readonly failures?: Readonly<Record<string, number>>;
  readonly warnings?: Readonly<Record<string, number>>;
}

/** `manifest.json` of a run: what it was made with, what it took, what went wrong. */
export interface RunManifest {
  readonly format: 1;
  readonly name: string;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  /** What stopped it, where it failed or was cancelled. */
  readonly error?: ErrorRecord;
  /** The experiment file, where there was one. */
  readonly source?: string;
  readonly pluginFolders: readonly string[];
  /** Folder of artifacts, relative to the run's. */
  readonly artifacts: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** node, and the packages that the program states. */
  readonly versions: Readonly<Record<string, string>>;
  /** Contract, id, version and plugin of the component in each slot. */
  readonly components: Readonly<
    Record<
      string,
      { readonly contract: string; readonly id: string; readonly version: string; readonly plugin?: string }
    >
  >;
  readonly seeds: Readonly<Record<string, number>>;
  readonly stages: readonly StageRecord[];
  /** Failures of exams by error code, over all stages. */
  readonly failures: Readonly<Record<string, number>>;
  /** Largest resident memory of the last process that worked on it, in bytes. */
  readonly peakMemoryBytes: number;
}
