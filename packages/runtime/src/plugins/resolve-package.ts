import { dirname, join } from 'node:path';
import { isFile } from '../what-is-there.ts';
import type { PackageJson } from './manifest.ts';

/** The folder of an installed package: `node_modules/NAME` of a folder or of one above it. */
export async function findPackage(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (await isFile(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * The file that `import 'name'` would load, from a package's own package.json. Node's `import.meta.resolve` cannot
 * be asked on behalf of another folder, and `require.resolve` refuses packages that only offer `import`.
 */
export function packageEntry(json: PackageJson): string {
  const target = json.exports === undefined ? undefined : importTarget(json.exports);
  return target ?? json.main ?? 'index.js';
}

function importTarget(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (Array.isArray(exports)) return exports.map(importTarget).find((target) => target !== undefined);
  if (typeof exports !== 'object' || exports === null) return undefined;
  const entries = Object.entries(exports);
  if (entries.some(([key]) => key.startsWith('.'))) return importTarget((exports as Record<string, unknown>)['.']);
  for (const [condition, target] of entries) {
    const found = ['import', 'node', 'default'].includes(condition) ? importTarget(target) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
