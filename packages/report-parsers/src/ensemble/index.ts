import { defineComponent, listOf, tokens } from '@totalfm/core';
import { z } from 'zod';
import { createEnsembleParser } from './create-ensemble-parser.ts';

/** Several parsers that vote. */
export const ensemble = defineComponent({
  provides: tokens.ReportParser,
  id: 'ensemble',
  description: 'Asks several parsers, takes what most of them say, and keeps what each said for `totalfm review`.',
  options: z.strictObject({
    parsers: z
      .array(z.string())
      .min(2)
      .describe('The parsers: `$name` of entries of `models`. Where votes are equal, the first in the list is right.'),
  }),
  needs: { anatomy: tokens.AnatomyTerms },
  references: { parsers: listOf(tokens.ReportParser) },
  create: ({ options, needs: { anatomy }, references: { parsers = [] } }) =>
    createEnsembleParser(
      anatomy,
      parsers.map((parser, index) => ({ name: options.parsers[index].replace(/^\$/, ''), parser })),
    ),
});
