import { contrastPhases } from '@totalfm/core';
import { z } from 'zod';

const exams = z.int().min(0);

/** The contrast phases of the exams that were cut: `phases.json`. */
export const scanPhases = z.strictObject({
  phases: z.array(
    z.strictObject({
      phase: z.enum(contrastPhases),
      /** Exams whose tags say so, and those whose HU do. */
      tags: exams,
      hu: exams,
    }),
  ),
  /** Exams of which nothing tells the phase. */
  unknown: exams,
});

export type ScanPhases = z.output<typeof scanPhases>;
