import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where runs lie, relative to the working folder. */
export const runsFolder = 'runs';

/** The folder of a run by its path, or by its name under `runs`. Whether it is a run is for the reader to find out. */
export async function runDirOf(run: string): Promise<string> {
  const isFolder = await stat(run).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return isFolder ? run : join(runsFolder, run);
}
