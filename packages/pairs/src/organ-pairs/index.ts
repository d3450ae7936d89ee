import { defineComponent, tokens } from '@totalfm/core';
import { createOrganPairs } from './organ-pairs.ts';
import { organPairsOptions } from './options.ts';

export const organPairs = defineComponent({
  provides: tokens.PairMaker,
  id: 'organ-pairs',
  description: 'One pair for each organ and side that the label map shows: its CT, and what the report says of it.',
  options: organPairsOptions,
  needs: { anatomy: tokens.Anatomy },
  create: ({ options, needs }) => createOrganPairs(needs.anatomy, options),
});

export { createOrganPairs } from './organ-pairs.ts';
export { organPairsOptions, type OrganPairsOptions } from './options.ts';
