import type { Json, Notice } from '@totalfm/core';
import type { QueuePlace } from './place.ts';

const keyOf = (prefix: string, what: string) => `${prefix}:notice:${what}`;

/** An entry that Redis forgets after so many seconds. */
export async function announceTo({ redis, prefix }: QueuePlace, { kind, id, data }: Notice, seconds: number) {
  await redis.set(keyOf(prefix, `${kind}:${id}`), JSON.stringify(data), 'PX', Math.ceil(seconds * 1000));
}

export async function noticesOf({ redis, prefix }: QueuePlace): Promise<readonly Notice[]> {
  const start = keyOf(prefix, '');
  const keys: string[] = [];
  for await (const found of redis.scanStream({ match: `${start}*`, count: 500 })) keys.push(...(found as string[]));
  const names = [...new Set(keys)].sort();
  const values = names.length > 0 ? await redis.mget(names) : [];
  return names.flatMap((name, index): Notice[] => {
    const text = values[index];
    if (text === null) return [];
    const [kind, ...id] = name.slice(start.length).split(':');
    return [{ kind, id: id.join(':'), data: JSON.parse(text) as Json }];
  });
}
