import { checkHost, type Privacy, type Secrets } from '@totalfm/core';
import { Redis } from 'ioredis';
import { queueErrors } from '../errors.ts';

/** How long the first answer may take. */
const patienceMs = 5000;

/** Name of the secret that holds the password. */
const passwordSecret = 'REDIS_PASSWORD';

/** What both ioredis and BullMQ take. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<string, never>;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

export interface RedisAddress {
  /** `host:port`, for messages. */
  readonly place: string;
  readonly options: Connection;
}

/** Reads the address of a queue. Throws `TFM_QUEUE_URL`, and `TFM_PRIVACY_REMOTE` for a host that the experiment does not allow. */
export function redisAddress(
  url: string,
  { privacy, secrets }: { readonly privacy: Privacy; readonly secrets: Secrets },
): RedisAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const refuse = (message: string, fix: string) => queueErrors.TFM_QUEUE_URL({ option: 'url', message, fix });
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw refuse(
      'This is not the address of a Redis or Valkey.',
      'Write `redis://HOST:6379`, or `rediss://` with TLS.',
    );
  if (parsed.password !== '')
    throw refuse(
      'The address holds a password, which would be kept in experiments and logs.',
      `Leave it out, and set the environment variable ${passwordSecret}.`,
    );
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  checkHost(host, privacy, 'bullmq');
  const port = Number(parsed.port || 6379);
  const db = Number(parsed.pathname.slice(1) || 0);
  if (!Number.isInteger(db)) throw refuse('The number of the database is none.', 'Write `redis://HOST:6379/0`.');
  return {
    place: `${parsed.hostname}:${port}`,
    options: {
      host,
      port,
      db,
      ...(parsed.username && { username: decodeURIComponent(parsed.username) }),
      ...(secrets.get(passwordSecret) && { password: secrets.get(passwordSecret) }),
      ...(parsed.protocol === 'rediss:' && { tls: {} }),
      // What waits for an answer waits until the queue is back.
      maxRetriesPerRequest: null,
      retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2000),
    },
  };
}

/** Asks once whether the queue is there and lets us in. Throws `TFM_QUEUE_UNREACHABLE` and `TFM_QUEUE_REFUSED`. */
export async function greet({ place, options }: RedisAddress): Promise<void> {
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
  });
  let refusal: Error | undefined;
  redis.on('error', (error: Error) => (refusal ??= error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw greetingError(place, refusal ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

function greetingError(place: string, error: Error) {
  const said = /^(NOAUTH|WRONGPASS|NOPERM|ERR)\b.*/.exec(error.message)?.[0];
  if (said !== undefined)
    return queueErrors.TFM_QUEUE_REFUSED({
      option: 'url',
      message: `The queue at ${place} refuses: ${said}.`,
      fix: `Set the environment variable ${passwordSecret}; the user stands in the address, as in \`redis://USER@HOST:6379\`.`,
    });
  return queueErrors.TFM_QUEUE_UNREACHABLE({
    option: 'url',
    message: `Nothing answers as a Redis at ${place}: ${error.message}.`,
    fix: 'Start Redis or Valkey there, check address and port, and `rediss://` where it wants TLS.',
    cause: error,
  });
}
