/**
 * Packs every package, installs the packs into an empty folder outside of the workspace, and imports each one there:
 * what a user of the published packages would do. Run after a build.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

const readManifest = (dir: string) => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'totalfm-import-'));
try {
  const packages = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => readManifest(join(root, folder, name))),
  );
  const packed = JSON.parse(
    run(
      'npm',
      ['pack', '--json', '--pack-destination', scratch, ...packages.flatMap(({ name }) => ['-w', name])],
      root,
    ),
  ) as unknown;
  const files = new Map(
    (Array.isArray(packed) ? packed : Object.values(packed as object)).map(
      ({ name, filename }: { name: string; filename: string }) => [name, filename],
    ),
  );

  const { allowScripts, overrides } = readManifest(root);
  const dependencies = Object.fromEntries(packages.map(({ name }) => [name, `file:./${files.get(name)}`]));
  // The suites' peer.
  const vitest = readManifest(join(root, 'node_modules/vitest')).version;
  writeFileSync(
    join(scratch, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      allowScripts,
      overrides,
      dependencies: { ...dependencies, vitest },
    }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], scratch);

  for (const { name } of packages) {
    // The conformance suites import vitest, which works inside a test run only.
    if (name === '@totalfm/testing') continue;
    run(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(name)})`], scratch);
    console.log(`imported ${name}`);
  }
  console.log(`totalfm --version: ${run('npx', ['totalfm', '--version'], scratch).trim()}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
