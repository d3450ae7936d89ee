import type { MetricSink, ProgressSink } from '../events.ts';
import type { AnatomyFindings } from './anatomy.ts';
import type { PairReader } from './pair-store.ts';
import type { TrainedProtocol } from './protocol.ts';
import type { TextEncoder } from './text-encoder.ts';
import type { VisionEncoder } from './vision-encoder.ts';
import type { VolumeStoreReader } from './volume-store.ts';

/** Where and how something is trained. */
export interface TrainingPlace {
  readonly seed: number;
  /** Empty at the first start. Survives a kill: the trainer keeps its resumable state here. */
  readonly workDir: string;
  /** Where a trainer may keep what makes its next start quick, of this stage or of others; it may be emptied at any time. */
  readonly cacheDir?: string;
  /** Where the finished checkpoint goes; the pipeline makes it atomic. */
  readonly outDir: string;
  readonly metrics: MetricSink;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal;
}

/** What is pretrained. */
export interface PretrainParts {
  readonly anatomy: AnatomyFindings;
  readonly vision: VisionEncoder;
}

export interface PretrainContext extends PretrainParts, TrainingPlace {
  readonly volumes: VolumeStoreReader;
  /** Places in `volumes` that may be learned from: those of training exams. */
  readonly trainOn: Uint32Array;
}

/**
 * Trains a vision encoder on organ volumes alone. Resuming and the checkpoint are as a {@link Trainer}'s.
 */
export interface Pretrainer {
  /** Throws a coded error where these parts cannot be trained together; asked before any exam is opened. */
  fit?(parts: PretrainParts): void;
  pretrain(context: PretrainContext): Promise<void>;
}

/** What is trained. */
export interface TrainParts extends PretrainParts {
  readonly text: TextEncoder;
}

export interface TrainContext extends TrainParts, TrainingPlace {
  readonly pairs: PairReader;
  /** Checkpoint folder of the pretraining, if there was one. */
  readonly from?: string;
}

/**
 * Brings volumes and texts into one space. Stopped at any instant and started again with the same `workDir`, it ends with
 * the same bytes in `outDir` as if it had never stopped. `outDir` gets `model.safetensors`, `checkpoint.json` (see
 * `checkpointManifest` of run-format; with `scale` and `bias`) and, where a text encoder was trained, `vocabulary.json`.
 */
export interface Trainer {
  /** What scores of the model may be called; absent: it does not say, and nobody calls them zero-shot. */
  readonly protocol?: TrainedProtocol;
  /** `false`: it takes a model as it is, and needs no exams to learn from. */
  readonly learns?: false;
  /** Throws a coded error where these parts cannot be trained together; asked before any exam is opened. */
  fit?(parts: TrainParts): void;
  train(context: TrainContext): Promise<void>;
}
