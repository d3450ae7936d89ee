import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for files of a test. */
export async function testFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-weights-'));
  let count = 0;
  return {
    dir,
    /** Writes a file and gives its path. */
    async file(bytes: string | Uint8Array, name = `${count++}.pt`): Promise<string> {
      const path = join(dir, name);
      await writeFile(path, bytes);
      return path;
    },
    remove: () => rm(dir, { recursive: true }),
  };
}
