import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the checks of published packages read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

export const readManifest = (dir: string) => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;

/** What a command prints; its errors go to this process's own. */
export const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Packs packages of the workspace into `destination`: as a `dependencies` of what lies there, by name. */
export function packInto(destination: string, names: readonly string[], root: string): Record<string, string> {
  const workspaces = names.flatMap((name) => ['-w', name]);
  const packed = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', destination, ...workspaces], root)) as
    | object
    | readonly unknown[];
  const entries = (Array.isArray(packed) ? packed : Object.values(packed)) as { name: string; filename: string }[];
  return Object.fromEntries(entries.map(({ name, filename }) => [name, `file:./${filename}`]));
}
