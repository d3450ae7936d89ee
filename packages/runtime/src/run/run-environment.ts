import type { Privacy } from '@totalfm/core';
import type { Redo } from '../stages/redo.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { RunManifest } from './run-manifest.ts';
import type { RunSinks } from './run-sinks.ts';

/** How and where a run is done; none of it changes a result. */
export interface RunEnvironment {
  readonly sinks?: RunSinks;
  readonly signal?: AbortSignal;
  /** The last stage to do; default: all. */
  readonly until?: string;
  /** A file that calls `startWorker`; without it, `compute.workers` is not heeded. */
  readonly workerEntry?: string | URL;
  /** Begins to trace what a run does, where it may; what it returns ends that. */
  readonly startTracing?: (privacy: Privacy) => Promise<() => Promise<void>>;
  /** Versions of packages, for the manifest. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface RunOptions extends RunEnvironment {
  /** Folder of runs: this one goes to `runsDir/NAME`. */
  readonly runsDir: string;
  /** Folder of artifacts, shared by runs; default `runsDir/.artifacts`. */
  readonly artifactsDir?: string;
  /** Stages that are done anew although their artifacts are whole, and with them what reads them. */
  readonly redo?: Redo;
  /** Whether the finished results of another experiment of this name may make way. */
  readonly replace?: boolean;
}

export interface RunResult {
  /** The run's folder. */
  readonly dir: string;
  readonly manifest: RunManifest;
  /** Finished artifacts by stage. */
  readonly artifacts: Readonly<Partial<Record<string, Artifact>>>;
}
