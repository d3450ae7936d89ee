export {
  artifactFile,
  artifactId,
  type Artifact,
  type ArtifactManifest,
  type ArtifactRecipe,
} from './artifacts/artifact.ts';
export * from './artifacts/artifact-store.ts';
export { jsonLines, jsonText } from './artifacts/json-text.ts';
export { acquireLock, acquireLockOfLiving, type LockHolder, type ProcessLock } from './artifacts/process-lock.ts';
export { canonicalJson, hashJson, type Json } from './canonical-json.ts';
export type { Container } from './container/container.ts';
export { runtimeErrors } from './errors.ts';
export type { ConfigPath, Place } from './experiment/config-node.ts';
export * from './experiment/experiment.ts';
export { experimentIdentity } from './experiment/experiment-identity.ts';
export { loadExperiments, type LoadedExperiments, type Program } from './experiment/load.ts';
export { optionsJsonSchema, type JsonSchema } from './experiment/options-schema.ts';
export { resultOptions } from './experiment/result-options.ts';
export { experimentSchema } from './experiment/schema.ts';
export { readJournal, type ExamOutcome, type ExamOutcomes } from './journal/exam-journal.ts';
export { readJsonLines, streamJsonLines } from './journal/json-lines-file.ts';
export { joinPieces, openPieces } from './journal/piece-file.ts';
export { pieceName } from './journal/piece-name.ts';
export { artifactOfRun, openRunArtifacts, type RunArtifacts } from './open/artifact-of-run.ts';
export { openArtifacts } from './open/open-services.ts';
export { resolveService } from './open/resolve-service.ts';
export * from './open/open-experiment.ts';
export { planRun, type StagePlan } from './plan/plan-run.ts';
export { pruneArtifacts, type Unused } from './plan/prune.ts';
export * from './plugins/load-plugins.ts';
export { readPluginManifest, type PluginManifest } from './plugins/manifest.ts';
export { createRegistry, type Registry } from './plugins/registry.ts';
export { runArrayWorker, type ArrayShare, type ArrayWorkerOptions } from './queue/array-worker.ts';
export { runQueueWorker } from './queue/queue-worker.ts';
export type { QueueWorkerOptions, WorkerLine, WorkerNotice } from './queue/worker-options.ts';
export { refusalKind, workerKind } from './queue/watch-workers.ts';
export { runKind, type RunNotice } from './queue/run-notice.ts';
export { guardSockets } from './privacy/guard-sockets.ts';
export { evaluateRun } from './run/evaluate-run.ts';
export * from './run/ledger.ts';
export { openMetricLog } from './run/metric-log.ts';
export { resumeRun } from './run/resume-run.ts';
export { readRunManifest, runFiles, type FailureLine } from './run/run-folder.ts';
export type * from './run/run-manifest.ts';
export type { RunEnvironment, RunOptions, RunResult } from './run/run-environment.ts';
export { runPipeline } from './run/run-pipeline.ts';
export type { RunSinks } from './run/run-sinks.ts';
export { environmentSecrets } from './secrets.ts';
export { readExams } from './stages/exam-list-file.ts';
export {
  jsonPieces,
  type PiecePlace,
  type PieceReader,
  type Pieces,
  type PieceSource,
  type PieceWriter,
} from './stages/pieces.ts';
export { definePipeline, type Pipeline } from './stages/pipeline.ts';
export { planStages, type PlannedStage, type PlanRequest } from './stages/plan-stages.ts';
export { redoOf, type Redo } from './stages/redo.ts';
export type { Provided, Setting } from './stages/setting.ts';
export { listSlot, optionalListSlot, optionalSlot, slot, type Slot, type Used, type Uses } from './stages/slot.ts';
export {
  defineStage,
  ofModel,
  partsOf,
  type ExamList,
  type Stage,
  type WholeInputs,
  type WholeWork,
} from './stages/stage.ts';
export type { WorkerSetup } from './work/messages.ts';
export { startWorker } from './work/worker.ts';
