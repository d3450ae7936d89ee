import { definePlugin } from '@totalfm/core';
import { bullmq } from './bullmq/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/job-queues',
  apiVersion: '^1.0.0',
  components: [bullmq],
});
export default plugin;

export { bullmq, bullmqOptions, createBullMq, type BullMqOptions } from './bullmq/index.ts';
export * from './errors.ts';
