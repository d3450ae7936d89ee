import type { JobLine, Json } from '@totalfm/core';
import type { QueuePlace } from './place.ts';

/** How long the list of lines is believed. */
const freshMs = 500;

/** The lines that are open, by name: a hash in Redis, so that workers find them. */
export interface Lines {
  open(line: JobLine): Promise<void>;
  withdraw(name: string): Promise<void>;
  /** As they were half a second ago at most. */
  list(): Promise<readonly JobLine[]>;
}

export function createLines({ redis, prefix }: QueuePlace): Lines {
  const key = `${prefix}:lines`;
  let known: Promise<readonly JobLine[]> | undefined;
  let readAt = -Infinity;
  const read = async () =>
    Object.entries(await redis.hgetall(key))
      .map(([name, data]): JobLine => ({ name, data: JSON.parse(data) as Json }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    open: async ({ name, data }) => void (await redis.hset(key, name, JSON.stringify(data))),
    withdraw: async (name) => void (await redis.hdel(key, name)),
    list() {
      if (!known || performance.now() - readAt > freshMs) {
        readAt = performance.now();
        known = read();
        known.catch(() => (known = undefined));
      }
      return known;
    },
  };
}
