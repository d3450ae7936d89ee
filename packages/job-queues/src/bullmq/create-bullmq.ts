import type { JobQueue, Privacy, Secrets } from '@totalfm/core';
import { Redis } from 'ioredis';
import { greet, redisAddress } from './connect.ts';
import { announceTo, noticesOf } from './notices.ts';
import { createLines } from './lines.ts';
import { offerLine } from './offer-line.ts';
import type { BullMqOptions } from './options.ts';
import { createTaker } from './take-jobs.ts';

/**
 * Lines of jobs as queues of BullMQ. Throws `TFM_QUEUE_URL`, `TFM_QUEUE_UNREACHABLE`, `TFM_QUEUE_REFUSED` and, for a host that the
 * experiment does not allow, `TFM_PRIVACY_REMOTE`.
 */
export async function createBullMq(
  { url, prefix, lostAfter }: BullMqOptions,
  needs: { readonly privacy: Privacy; readonly secrets: Secrets },
): Promise<JobQueue & { dispose(): Promise<void> }> {
  const address = redisAddress(url, needs);
  await greet(address);
  const redis = new Redis(address.options);
  // Whoever waits for an answer is told; a lost connection by itself is mended.
  redis.on('error', () => {});
  const place = { redis, connection: address.options, prefix };
  const lines = createLines(place);
  const taker = createTaker({ ...place, lines, lockMs: lostAfter * 1000 });
  const close = async () => {
    await taker.close();
    redis.disconnect();
  };
  return {
    place: address.place,
    offer: (line, events) => offerLine(line, events, { ...place, lines }),
    take: (serves, signal) => taker.take(serves, signal),
    announce: (notice, seconds) => announceTo(place, notice, seconds),
    notices: () => noticesOf(place),
    close,
    dispose: close,
  };
}
