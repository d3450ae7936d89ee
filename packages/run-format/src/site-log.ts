import { z } from 'zod';
import { errorRecord } from './error-record.ts';
import type { Immutable } from './immutable.ts';

/** One line of a coordinator's `rounds.jsonl`: names, numbers, and no parameters. */
export const siteLogLine = z.object({
  what: z.enum(['handed in', 'closed', 'refused', 'late']),
  stage: z.string(),
  round: z.number(),
  site: z.string().optional(),
  /** Of a round that is closed: who took part in it. */
  sites: z.array(z.string()).optional(),
  weight: z.number().optional(),
  /** Mean of its steps since the last round. */
  loss: z.number().optional(),
  /** Loss on its validation exams: of what it hands in, and of what all began the round from. */
  validation: z.object({ own: z.number(), common: z.number() }).optional(),
  /** Of what was handed in. */
  bytes: z.number().optional(),
  error: errorRecord.optional(),
});

export type SiteLogLine = Immutable<z.infer<typeof siteLogLine>>;

/** In a coordinator's folder. */
export const siteLogFile = 'rounds.jsonl';
