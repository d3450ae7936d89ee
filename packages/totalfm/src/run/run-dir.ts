import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '@totalfm/run-format';

/** Where runs lie, relative to the working folder. */
export const runsFolder = 'runs';

/** The folder of a run by its path, or by its name under `runs`. Whether it is a run is for the reader to find out. */
export async function runDirOf(run: string): Promise<string> {
  const named = join(runsFolder, run);
  // A folder of this name may lie in the working one and hold something else.
  if (!(await isThere(join(run, runFiles.experiment))) && (await isThere(join(named, runFiles.experiment))))
    return named;
  return (await isThere(run)) ? run : named;
}

/** Whether a folder looks like a run's. */
export const isRun = (dir: string): Promise<boolean> => isThere(join(dir, runFiles.experiment));

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
