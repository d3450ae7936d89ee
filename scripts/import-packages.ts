/**
 * Packs every package, installs the packs into an empty folder outside of the workspace, and imports each one there:
 * what a user of the published packages would do. Run after a build.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packInto, readManifest, run } from './packs.ts';

const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'totalfm-import-'));
try {
  const names = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => readManifest(join(root, folder, name)).name),
  );
  const dependencies = packInto(scratch, names, root);
  const { allowScripts, overrides } = readManifest(root);
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

  for (const name of names) {
    // The conformance suites import vitest, which works inside a test run only.
    if (name === '@totalfm/testing') continue;
    run(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(name)})`], scratch);
    console.log(`imported ${name}`);
  }
  console.log(`totalfm --version: ${run('npx', ['totalfm', '--version'], scratch).trim()}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
