import { z } from 'zod';
import type { Immutable } from './immutable.ts';

/** Raised when a reader of `checkpoint.json` has to know the difference. 2: with `scale` and `bias`. */
export const checkpointFormat = 2;

/** `checkpoint.json`, beside `model.safetensors` and, for an aligned model, `vocabulary.json`. */
export const checkpointManifest = z.object({
  format: z.literal(checkpointFormat),
  /** Id of the trainer that wrote it. */
  trainer: z.string(),
  /** Organ ids in the experiment's order: a checkpoint is never read for other organs. */
  organs: z.array(z.string()),
  seed: z.number(),
  steps: z.int().min(0),
  /** Training samples seen (volumes). */
  samples: z.int().min(0),
  /** Trained numbers. */
  parameters: z.int().min(0),
  /** Contrastive head of an aligned model: `logit = scale · cosine + bias`. A pretrained encoder has none. */
  scale: z.number().positive().optional(),
  bias: z.number().optional(),
});

export type CheckpointManifest = Immutable<z.infer<typeof checkpointManifest>>;

/** Files of a checkpoint folder. */
export const checkpointFiles = {
  model: 'model.safetensors',
  manifest: 'checkpoint.json',
  vocabulary: 'vocabulary.json',
} as const;
