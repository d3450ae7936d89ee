import { trainerErrors } from './errors.ts';

/** How many parts a step's batch is worked on in. Throws `TFM_TRAIN_MICRO_BATCH` where they do not divide it. */
export function microBatches(
  stage: 'pretrain' | 'align',
  { batch, microBatch = batch }: { readonly batch: number; readonly microBatch?: number | undefined },
): number {
  if (batch % microBatch === 0) return batch / microBatch;
  throw trainerErrors.TFM_TRAIN_MICRO_BATCH({
    option: `${stage}.microBatch`,
    message: `Micro-batches of ${microBatch} do not divide a batch of ${batch}.`,
    fix: 'Choose a `microBatch` that divides `batch`.',
  });
}
