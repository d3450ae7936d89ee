/**
 * Packs every package, installs the packs into an empty folder outside of the workspace, and imports each one there:
 * what a user of the published packages would do. Run after a build.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, readManifest, writeConsumer } from './consumer.ts';

const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'totalfm-import-'));
const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const packs = packPackages(root, scratch);
  writeConsumer(
    scratch,
    [...packs].map(([name, file]) => [name, `./${file}`]),
    {
      // The suites' peer.
      dependencies: { vitest: readManifest(join(root, 'node_modules/vitest')).version },
      overrides: readManifest(root).overrides,
    },
  );
  // The workspace's own setting reaches this process by way of npx.
  run('npm', ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--prefer-offline']);

  for (const name of packs.keys()) {
    // The conformance suites import vitest, which works inside a test run only.
    if (name === '@totalfm/testing') continue;
    run(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(name)})`]);
    console.log(`imported ${name}`);
  }
  console.log(`totalfm --version: ${run('npx', ['totalfm', '--version']).trim()}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
