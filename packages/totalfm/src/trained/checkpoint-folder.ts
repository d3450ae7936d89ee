import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointFiles } from '@totalfm/run-format';

/** A finished checkpoint on disk. */
export interface CheckpointFolder {
  readonly dir: string;
  /** Depends on the checkpoint's bytes only. */
  readonly id: string;
}

/** The checkpoint of a run's folder, or of a checkpoint's own; undefined where there is none. */
export async function findCheckpoint(from: string): Promise<CheckpointFolder | undefined> {
  for (const dir of [join(from, 'artifacts', 'align'), from]) {
    const model = join(dir, checkpointFiles.model);
    const found = await stat(model).catch(() => undefined);
    if (found?.isFile())
      return {
        dir,
        id: createHash('sha256')
          .update(await readFile(model))
          .digest('hex')
          .slice(0, 16),
      };
  }
  return undefined;
}
