/** `checkpoint.json`, beside `model.safetensors` and, for an aligned model, `vocabulary.json`. */
export interface CheckpointManifest {
  readonly format: 1;
  /** Id of the trainer that wrote it. */
  readonly trainer: string;
  /** Organ ids in the experiment's order: a checkpoint is never read for other organs. */
  readonly organs: readonly string[];
  readonly seed: number;
  readonly steps: number;
  /** Training samples seen (volumes). */
  readonly samples: number;
  /** Trained numbers. */
  readonly parameters: number;
}

/** Files of a checkpoint folder. */
export const checkpointFiles = {
  model: 'model.safetensors',
  manifest: 'checkpoint.json',
  vocabulary: 'vocabulary.json',
} as const;
