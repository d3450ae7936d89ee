import { z } from 'zod';
import { targetResult } from './metrics.ts';

/** `details` of the evaluator `findings`, as far as pages draw them: AUROC by the size of lesions, from the smallest. */
export const sizeDetails = z.looseObject({
  bySize: z.array(targetResult.extend({ findings: z.array(z.string()) })),
});
