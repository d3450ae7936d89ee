import { z } from 'zod';

const share = z.number().min(0).max(1);
const bins = z.array(z.object({ meanProbability: share, share, count: z.number().min(0) }));

/** `details` of the evaluator `calibration`, as far as pages draw them: reliability curves, from the least probable bin. */
export const calibrationDetails = z.looseObject({
  reliability: z.object({ before: bins, after: bins }),
});
