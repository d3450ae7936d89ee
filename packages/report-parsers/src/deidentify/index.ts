import { defineComponent, tokens } from '@totalfm/core';
import { z } from 'zod';
import { createRulesDeidentifier } from './create-rules-deidentifier.ts';

export const rulesDeidentifier = defineComponent({
  provides: tokens.Deidentifier,
  id: 'rules',
  description: 'Replaces names, dates, ages, numbers and addresses in a report by placeholders, by rules.',
  options: z.strictObject({}),
  create: () => createRulesDeidentifier(),
});
