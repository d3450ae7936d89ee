import { defineComponent, tokens } from '@totalfm/core';
import { organVitOptions } from './options.ts';
import { createOrganVit } from './organ-vit.ts';

export const organVit = defineComponent({
  provides: tokens.VisionEncoder,
  id: 'organ-vit',
  version: '3',
  description:
    'A vision transformer over the patches that an organ touches, of volumes of any size: at the same voxel size small things stay small things, and large organs are not blurred.',
  options: organVitOptions,
  needs: { anatomy: tokens.AnatomyStructures },
  create: ({ options, needs }) => createOrganVit(options, needs.anatomy.organs),
});

export { createOrganVit } from './organ-vit.ts';
export { organVitOptions, type OrganVitOptions } from './options.ts';
