import { defineComponent, tokens } from '@totalfm/core';
import { organVolumesOptions } from './options.ts';
import { createOrganVolumes } from './organ-volumes.ts';

export const organVolumes = defineComponent({
  provides: tokens.VolumeCutter,
  id: 'organ-volumes',
  version: '5',
  description: 'One volume for each organ and side that the label map shows, or one of the whole scan.',
  options: organVolumesOptions,
  needs: { anatomy: tokens.AnatomyStructures },
  create: ({ options, needs }) => createOrganVolumes(needs.anatomy, options),
});

export { createOrganVolumes } from './organ-volumes.ts';
export { organVolumesOptions, type OrganVolumesOptions } from './options.ts';
