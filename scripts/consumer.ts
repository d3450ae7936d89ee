import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly overrides?: Readonly<Record<string, string>>;
}

export const readManifest = (dir: string) => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;

/** Packs every package of the workspace into a folder, and returns the packs’ file names by package. Needs a build. */
export function packPackages(root: string, folder: string): ReadonlyMap<string, string> {
  const names = ['packages', 'plugins'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => readManifest(join(root, group, name)).name),
  );
  const args = ['pack', '--json', '--pack-destination', folder, ...names.flatMap((name) => ['-w', name])];
  const packed = JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  ) as object;
  const packs = Object.values(packed) as readonly { readonly name: string; readonly filename: string }[];
  return new Map(packs.map(({ name, filename }) => [name, filename]));
}

/** Writes the package.json of a project that uses packs, and says nothing else: what works here works for everyone. */
export function writeConsumer(
  folder: string,
  packs: Iterable<readonly [name: string, file: string]>,
  more: { readonly dependencies?: Readonly<Record<string, string>>; readonly overrides?: Manifest['overrides'] } = {},
): void {
  const dependencies = Object.fromEntries([...packs].map(([name, file]) => [name, `file:${file}`]));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      ...more,
      dependencies: { ...dependencies, ...more.dependencies },
    }),
  );
}
