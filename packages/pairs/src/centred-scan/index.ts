import { defineComponent, tokens } from '@totalfm/core';
import { createCentredScan } from './centred-scan.ts';
import { centredScanOptions } from './options.ts';

export const centredScan = defineComponent({
  provides: tokens.VolumeCutter,
  id: 'centred-scan',
  description:
    'One volume of the whole scan at a fixed spacing, cut or filled up around its middle, as Merlin and CT-CLIP take it.',
  options: centredScanOptions,
  create: ({ options }) => createCentredScan(options),
});

export { createCentredScan } from './centred-scan.ts';
export { centredScanOptions, type CentredScanOptions } from './options.ts';
