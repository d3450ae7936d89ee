import type { ErrorRecord } from '@totalfm/core';
import { z } from 'zod';

const text = z.string().optional();

/** Where an error happened: see `ErrorPlace` of core. */
export const errorPlace = z.object({
  file: text,
  line: z.number().optional(),
  exam: text,
  organ: text,
  component: text,
  option: text,
  stage: text,
});

/** A coded error as plain data. */
export const errorRecord = z.object({
  code: z.string(),
  message: z.string(),
  where: errorPlace,
  fix: z.string(),
}) satisfies z.ZodType<ErrorRecord>;
