import { definePlugin } from '@totalfm/core';
import { contrastive } from './contrastive/index.ts';
import { publishedWeights } from './published-weights/index.ts';
import { videomae } from './videomae/index.ts';
import { visionOnly } from './vision-only/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/trainers',
  apiVersion: '^1.0.0',
  components: [videomae, contrastive, publishedWeights, visionOnly],
});
export default plugin;

export * from './errors.ts';
export { contrastive } from './contrastive/index.ts';
export { contrastiveOptions } from './contrastive/options.ts';
export { publishedWeights, publishedWeightsOptions } from './published-weights/index.ts';
export { videomae, videomaeOptions } from './videomae/index.ts';
export { visionOnly } from './vision-only/index.ts';
export { trainUnet, type UnetTraining } from './unet/train-unet.ts';
export { unetOptions, type UnetOptions } from './unet/options.ts';
