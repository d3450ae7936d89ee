import { z } from 'zod';

/** How masks agree with those that came with the exams: `masks.json`. */
export const maskAgreement = z.strictObject({
  parts: z.array(
    z.strictObject({
      /** `liver`, `kidney_left`. */
      part: z.string(),
      /** Exams where either mask shows it. */
      exams: z.number().int().min(1),
      /** Mean Dice over these exams, its standard deviation among them, and the least. */
      dice: z.number(),
      deviation: z.number(),
      least: z.number(),
    }),
  ),
});

export type MaskAgreement = z.output<typeof maskAgreement>;
