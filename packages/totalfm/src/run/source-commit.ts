import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The commit of the clone that this program runs from, with `-dirty` where tracked files were changed; undefined where it is installed,
 * be it within another repository, or git is not there.
 */
export async function sourceCommit(): Promise<string | undefined> {
  const git = async (...args: readonly string[]) => {
    const here = dirname(fileURLToPath(import.meta.url));
    return (await run('git', ['-C', here, ...args])).stdout.trim();
  };
  try {
    await git('ls-files', '--error-unmatch', ':/packages/totalfm/package.json');
    return await git('describe', '--always', '--dirty', '--abbrev=12', '--exclude=*');
  } catch {
    return undefined;
  }
}
