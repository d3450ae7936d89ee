import { defineComponent, tokens } from '@totalfm/core';
import { redisAddress } from './connect.ts';
import { createBullMq } from './create-bullmq.ts';
import { onceSpokenTo } from './once-spoken-to.ts';
import { bullmqOptions } from './options.ts';

/** Jobs wait in Redis or Valkey, in queues of BullMQ. */
export const bullmq = defineComponent({
  provides: tokens.JobQueue,
  id: 'bullmq',
  description: 'Hands the per-exam stages out to `totalfm worker` on any machine, by BullMQ on Redis or Valkey.',
  options: bullmqOptions,
  needs: { privacy: tokens.Privacy, secrets: tokens.Secrets },
  create: ({ options, needs }) =>
    onceSpokenTo(redisAddress(options.url, needs).place, () => createBullMq(options, needs)),
});

export { createBullMq } from './create-bullmq.ts';
export { bullmqOptions, type BullMqOptions } from './options.ts';
