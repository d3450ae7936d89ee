import { version } from '../../package.json';
import { sourceCommit } from './source-commit.ts';

/** What this program is known by, in manifests and to those who work for its runs. */
export async function programVersions(): Promise<Readonly<Record<string, string>>> {
  const commit = await sourceCommit();
  return { totalfm: version, ...(commit !== undefined && { commit }) };
}
