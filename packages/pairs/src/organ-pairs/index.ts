import { defineComponent, tokens } from '@totalfm/core';
import { z } from 'zod';
import { createOrganPairs } from './organ-pairs.ts';

export const organPairs = defineComponent({
  provides: tokens.PairMaker,
  id: 'organ-pairs',
  version: '3',
  description: 'Joins each organ volume with what the report says of its organ and side.',
  options: z.strictObject({}),
  needs: { anatomy: tokens.AnatomyFindings },
  create: ({ needs }) => createOrganPairs(needs.anatomy),
});

export { createOrganPairs } from './organ-pairs.ts';
