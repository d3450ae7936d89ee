import { defineComponent, tokens } from '@totalfm/core';
import { z } from 'zod';
import { createRulesParser } from './create-rules-parser.ts';

/** Rules in the tradition of NegEx and ConText (Chapman 2001, Harkema 2009), driven by the terms of the experiment's organs. */
export const rules = defineComponent({
  provides: tokens.ReportParser,
  id: 'rules',
  version: '4',
  description: 'Finds what a report says of each organ by rules: terms, negation, uncertainty, sides and sizes.',
  options: z.strictObject({
    likely: z
      .enum(['present', 'uncertain'])
      .default('present')
      .describe(
        'State of a finding that the report calls likely or probable ("most likely a cyst"); its confidence is low either way.',
      ),
    wholeScan: z
      .boolean()
      .default(true)
      .describe(
        'Also keep findings that no organ shows (lymphadenopathy, thrombosis, medical material, …), as statements about `body`, the whole scan.',
      ),
    translator: z
      .string()
      .optional()
      .describe(
        'A translator for reports in other languages than English and Japanese: `$name` of an entry of `models`. Without one they are refused.',
      ),
  }),
  needs: { anatomy: tokens.AnatomyTerms },
  references: { translator: tokens.Translator },
  create: ({ options, needs: { anatomy }, references: { translator } }) =>
    createRulesParser(options.wholeScan ? anatomy : { ...anatomy, beside: [] }, options, translator),
});
