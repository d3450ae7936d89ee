import { z } from 'zod';

export const bullmqOptions = z.strictObject({
  url: z
    .string()
    .default('redis://127.0.0.1:6379')
    .describe(
      'Address of Redis or Valkey, `rediss://` with TLS; a user may stand in it. The password is the secret REDIS_PASSWORD, never in here.',
    )
    .meta({ operational: true }),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/)
    .default('totalfm')
    .describe('What the names of all keys begin with: workers of another prefix see nothing of it.')
    .meta({ operational: true }),
  lostAfter: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .describe('Seconds after which a worker that is not heard of has lost its jobs to others.')
    .meta({ operational: true }),
});

export type BullMqOptions = z.infer<typeof bullmqOptions>;
