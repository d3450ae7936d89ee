import type { ObjectStore } from '@totalfm/core';

/** Objects that are on their way at once. */
export const objectsAtOnce = 16;

/** Removes all objects whose key begins so. */
export async function removeBelow(objects: ObjectStore, prefix: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  await objects.remove(keys);
}
