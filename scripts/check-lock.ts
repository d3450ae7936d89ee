import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * Optional dependencies that a package-lock.json names but does not lock, as `package > dependency`. `npm ci` fails
 * on them, on some machine other than the one where the lock was made: platform packages are optional dependencies.
 */
export function unlockedOptionalDependencies({ packages }: Lock): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !candidatePaths(path, name).some((candidate) => candidate in packages))
      .map((name) => `${path || '(root)'} > ${name}`),
  );
}

/** Where Node would look for a dependency of the package at `path`, innermost first. */
function candidatePaths(path: string, name: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/');
  const candidates: string[] = [];
  for (let length = parts.length; length >= 0; length--) {
    if (parts[length - 1] === 'node_modules') continue;
    candidates.push([...parts.slice(0, length), 'node_modules', name].join('/'));
  }
  return candidates;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const missing = unlockedOptionalDependencies(JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock);
  for (const line of missing) console.error(`not locked: ${line}`);
  if (missing.length > 0) process.exit(1);
  console.log('package-lock.json: every optional dependency is locked');
}
