import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The engine's thread from the sources, for who runs them without building the package. */
export async function bundleEngine(): Promise<{ readonly entry: URL; dispose(): Promise<void> }> {
  // Below the packages, so that the built entry finds them.
  const cache = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  const dir = await mkdtemp(join(cache, 'totalfm-engine-'));
  const entry = pathToFileURL(join(dir, 'engine-thread.mjs'));
  await build({
    entryPoints: [fileURLToPath(new URL('../train/engine-thread.ts', import.meta.url))],
    outfile: fileURLToPath(entry),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { '@totalfm/core': fileURLToPath(new URL('../../../core/src/index.ts', import.meta.url)) },
  });
  return { entry, dispose: () => rm(dir, { recursive: true, force: true }) };
}
