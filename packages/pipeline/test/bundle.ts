import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a TypeScript file of this folder, so that a child process or a worker can run it without a build. */
export async function bundle(name: string): Promise<string> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const outfile = join(await mkdtemp(join(tmpdir(), 'totalfm-bundle-')), 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    alias: Object.fromEntries(
      ['core', 'runtime', 'pipeline'].map((name) => [`@totalfm/${name}`, join(root, 'packages', name, 'src/index.ts')]),
    ),
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}
