export {
  artifactFile,
  artifactId,
  type Artifact,
  type ArtifactManifest,
  type ArtifactRecipe,
  type ArtifactWork,
} from './artifacts/artifact.ts';
export * from './artifacts/artifact-store.ts';
export { jsonLines, jsonText } from './artifacts/json-text.ts';
export { acquireLock, type LockHolder, type ProcessLock } from './artifacts/process-lock.ts';
export { canonicalJson, hashJson, type Json } from './canonical-json.ts';
export * from './container/container.ts';
export type { ComponentIdentity } from './container/component-graph.ts';
export { runtimeErrors } from './errors.ts';
export * from './experiment/experiment.ts';
export * from './experiment/load.ts';
export { optionsJsonSchema, type JsonSchema } from './experiment/options-schema.ts';
export { experimentSchema } from './experiment/schema.ts';
export * from './journal/exam-journal.ts';
export * from './plugins/load-plugins.ts';
export { guardSockets } from './privacy/guard-sockets.ts';
export { readPluginManifest, type PluginManifest } from './plugins/manifest.ts';
export { createRegistry, providedName, type Registry } from './plugins/registry.ts';
export * from './run/ledger.ts';
export * from './run/metric-log.ts';
export * from './run/run-folder.ts';
export type * from './run/run-manifest.ts';
export { environmentSecrets } from './secrets.ts';
export { didYouMean, nearest } from './suggest.ts';
export * from './work/chunk.ts';
export { createLocalRunner } from './work/local-runner.ts';
export type { WorkerSetup } from './work/messages.ts';
export { createThreadRunner } from './work/thread-runner.ts';
export { startWorker } from './work/worker.ts';
