import { definePlugin } from '@totalfm/core';
import { bertText } from './bert-text/bert-text.ts';
import { checkpointLoader } from './checkpoint/index.ts';
import { transformerText } from './transformer-text/transformer-text.ts';
import { organVit } from './organ-vit/index.ts';
import { videoVit } from './video-vit/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/encoders',
  apiVersion: '^1.0.0',
  components: [videoVit, organVit, transformerText, bertText, checkpointLoader],
});
export default plugin;

export * from './errors.ts';
export { bertText, bertTextOptions, type BertTextOptions } from './bert-text/bert-text.ts';
export {
  createTransformerText,
  transformerText,
  transformerTextOptions,
  type TransformerTextOptions,
} from './transformer-text/transformer-text.ts';
export { createOrganVit, organVit, organVitOptions, type OrganVitOptions } from './organ-vit/index.ts';
export { createVideoVit, videoVit, videoVitOptions, type VideoVitOptions } from './video-vit/index.ts';
export { checkpointLoader } from './checkpoint/index.ts';
