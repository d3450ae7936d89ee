import { z } from 'zod';

/** A {@link FindingModel} as JSON. */
export const findingModel = z.object({
  threshold: z.number(),
  byFinding: z.record(z.string(), z.object({ mean: z.number(), deviation: z.number(), weights: z.array(z.number()) })),
});
