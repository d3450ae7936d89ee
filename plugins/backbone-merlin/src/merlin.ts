import { defineComponent, tokens } from '@totalfm/core';
import { oneSize } from '@totalfm/networks';
import { createMerlinVision } from './merlin-vision.ts';
import { merlinOptions } from './options.ts';

export const merlin = defineComponent({
  provides: tokens.VisionEncoder,
  id: 'merlin',
  description: 'Merlin’s image tower: an inflated 3-D ResNet-152 over a whole scan (Blankemeier et al. 2026).',
  options: merlinOptions,
  needs: { cutter: tokens.VolumeCutter },
  create: ({ options, needs }) => createMerlinVision(options, oneSize(needs.cutter)),
});
