import type { MetricSink, ProgressSink } from '../events.ts';
import type { Anatomy } from './anatomy.ts';
import type { PairReader } from './pair-store.ts';
import type { TextEncoder } from './text-encoder.ts';
import type { VisionEncoder } from './vision-encoder.ts';

export interface TrainContext {
  readonly pairs: PairReader;
  readonly anatomy: Anatomy;
  readonly vision: VisionEncoder;
  readonly text: TextEncoder;
  readonly seed: number;
  /** Checkpoint folder of the stage before (pretrain for align), if there was one. */
  readonly from?: string;
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

/**
 * Trains parameters. Stopped at any instant and started again with the same `workDir`, it ends with the same bytes in
 * `outDir` as if it had never stopped. `outDir` gets `model.safetensors`, `checkpoint.json` (organs in order, seed,
 * steps, component ids) and, where a text encoder was trained, `vocabulary.json`.
 */
export interface Trainer {
  train(context: TrainContext): Promise<void>;
}
