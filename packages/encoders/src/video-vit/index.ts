import { defineComponent, tokens } from '@totalfm/core';
import { oneSize } from '@totalfm/networks';
import { videoVitOptions } from './options.ts';
import { createVideoVit } from './video-vit.ts';

export const videoVit = defineComponent({
  provides: tokens.VisionEncoder,
  id: 'video-vit',
  description: 'A video vision transformer over one organ’s volume, with an organ token that knows physical size.',
  options: videoVitOptions,
  needs: { anatomy: tokens.AnatomyStructures, cutter: tokens.VolumeCutter },
  create: ({ options, needs }) => createVideoVit(options, oneSize(needs.cutter), needs.anatomy.organs),
});

export { createVideoVit } from './video-vit.ts';
export { videoVitOptions, type VideoVitOptions } from './options.ts';
