import { stat } from 'node:fs/promises';

export const isFile = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

export const isFolder = (path: string) =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

export const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
