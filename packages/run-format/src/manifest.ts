import { z } from 'zod';
import { errorRecord } from './error-record.ts';
import type { Immutable } from './immutable.ts';

/** Raised when a reader of `manifest.json` has to know the difference. */
export const runManifestFormat = 1;

const count = z.int().min(0);

/** How many there are of each error code. */
const codeCounts = z.record(z.string(), count);

/** What a stage of a run did. */
export const stageRecord = z.object({
  stage: z.string(),
  /** Artifact id. */
  artifact: z.string(),
  /** True where the artifact was there already. */
  reused: z.boolean(),
  /** What making the artifact took, over all attempts. */
  seconds: z.number().min(0),
  /** Exams by outcome, for stages that go exam by exam. */
  exams: z.object({ done: count, failed: count, skipped: count }).optional(),
  /** Failed exams and warnings by error code. */
  failures: codeCounts.optional(),
  warnings: codeCounts.optional(),
});

/** A component as a manifest names it. */
export const componentRecord = z.object({
  contract: z.string(),
  id: z.string(),
  version: z.string(),
  plugin: z.string().optional(),
});

/** `manifest.json` of a run: what it was made with, what it took, what went wrong. */
export const runManifest = z.object({
  format: z.literal(runManifestFormat),
  name: z.string(),
  status: z.enum(['running', 'done', 'stopped', 'failed']),
  /** What stopped it, where it failed or was cancelled. */
  error: errorRecord.optional(),
  /** The experiment file, where there was one. */
  source: z.string().optional(),
  pluginFolders: z.array(z.string()),
  /** Folder of artifacts, relative to the run's. */
  artifacts: z.string(),
  startedAt: z.string(),
  updatedAt: z.string(),
  /** node, and the packages that the program states; `commit`: of the clone that it ran from. */
  versions: z.record(z.string(), z.string()),
  /** Contract, id, version and plugin of the component in each slot. */
  components: z.record(z.string(), componentRecord),
  seeds: z.record(z.string(), z.number()),
  stages: z.array(stageRecord),
  /** Failures of exams by error code, over all stages. */
  failures: codeCounts,
  /** Largest resident memory of the last process that worked on it, in bytes. */
  peakMemoryBytes: z.number().min(0),
});

export type StageRecord = Immutable<z.infer<typeof stageRecord>>;
export type ComponentRecord = Immutable<z.infer<typeof componentRecord>>;
export type RunManifest = Immutable<z.infer<typeof runManifest>>;
