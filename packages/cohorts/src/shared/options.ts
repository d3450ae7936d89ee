import { defaultEncoding, encodingOf, unknownEncoding } from '@totalfm/core';
import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/**
 * Marks options that say where files lie or how they are read: content decides, as revisions (another encoding makes another
 * one of the same report).
 */
export const place = { operational: true };

export const fractionsOption = z
  .strictObject({
    train: fraction.default(0.7).describe('Share of patients in train.'),
    validation: fraction.default(0.1).describe('Share of patients in validation.'),
    test: fraction.default(0.2).describe('Share of patients in test.'),
  })
  .refine((shares) => Math.abs(shares.train + shares.validation + shares.test - 1) < 1e-6, 'fractions must sum to 1')
  .prefault({})
  .describe('Shares of patients in each split, where patients are split by hash.');

/** The encoding of what `what` names. */
export const encodingOption = (what: string) =>
  z
    .string()
    .refine((label) => encodingOf(label) !== undefined, unknownEncoding)
    .default(defaultEncoding)
    .describe(
      `Encoding of ${what} that have no byte-order mark, by its WHATWG label: utf-8, windows-1252, shift_jis, gb18030, …`,
    )
    .meta(place);
