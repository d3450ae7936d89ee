import { definePlugin } from '@totalfm/core';
import { s3 } from './s3/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/object-stores',
  apiVersion: '^1.0.0',
  components: [s3],
});
export default plugin;

export { createS3, s3, s3Options, type S3Options } from './s3/index.ts';
export * from './errors.ts';
