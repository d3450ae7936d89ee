import { createHash } from 'node:crypto';
import type { ParameterValues } from '@totalfm/core';
import { z } from 'zod';
import { compression } from './options.ts';

/** Kinds of lines: what sites hand in, and what the coordinator answers to one of them. */
export const lineOfSites = z.strictObject({
  kind: z.literal('sites'),
  run: z.string(),
  site: z.string(),
  to: z.enum(['coordinator', 'site']),
});

export const toCoordinator = z.strictObject({
  stage: z.string(),
  /** 0 before the first step; the n-th exchange is round n. */
  round: z.number().int().min(0),
  weight: z.number().positive(),
  /** What sites must have in common, and a digest of it. */
  model: z.string(),
  outer: z.strictObject({ lr: z.number(), momentum: z.number() }),
  compress: compression,
  loss: z.number().optional(),
  /** Loss on validation exams: of what is handed in, and of what was agreed on before. */
  validation: z.strictObject({ own: z.number(), common: z.number() }).optional(),
  /** Differences (parameters as they are in round 0), packed; or counts of words. */
  values: z.string().optional(),
  words: z.array(z.tuple([z.string(), z.number()])).optional(),
});
export type ToCoordinator = z.infer<typeof toCoordinator>;

export const toSite = z.strictObject({
  stage: z.string(),
  /** The round that is closed: one that a late site has not taken part in may be ahead of what it sent. */
  round: z.number().int().min(0),
  values: z.string().optional(),
  words: z.array(z.tuple([z.string(), z.number()])).optional(),
});
export type ToSite = z.infer<typeof toSite>;

/** Names and lengths of parameters: sites that differ in it train other models. */
export const modelDigest = (values: ParameterValues): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(values).map(([name, { length }]) => [name, length])))
    .digest('hex')
    .slice(0, 16);
