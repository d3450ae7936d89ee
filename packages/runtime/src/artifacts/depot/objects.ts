import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writing, type ObjectStore } from '@totalfm/core';

/** Objects that are on their way at once. */
export const objectsAtOnce = 16;

/** Copies an object into a file, whose folder is made; nothing where there is no such object. */
export async function copyInto(objects: ObjectStore, key: string, file: string): Promise<void> {
  await writing(file, () => mkdir(dirname(file), { recursive: true }));
  await objects.download(key, file);
}

/** Removes all objects whose key begins so. */
export async function removeBelow(objects: ObjectStore, prefix: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  await objects.remove(keys);
}
