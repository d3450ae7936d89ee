import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packages = fileURLToPath(new URL('../../..', import.meta.url));

const bundled = [
  ...[
    'anatomy',
    'compute',
    'core',
    'encoders',
    'imaging',
    'pairs',
    'pipeline',
    'report-parsers',
    'run-format',
    'runtime',
  ],
  ...['segmenters', 'statistics', 'trainers'],
];

/**
 * Bundles what a process of the benchmark runs, with the thread that training starts beside it: a process that compiles
 * TypeScript as it goes holds more than what is measured.
 */
export async function bundleStep(
  entry = new URL('./step.ts', import.meta.url),
): Promise<{ readonly script: string; dispose(): Promise<void> }> {
  // Below the packages, so that those of others are found.
  const cache = join(packages, '../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const dir = await mkdtemp(join(cache, 'totalfm-bench-'));
  await build({
    entryPoints: {
      step: fileURLToPath(entry),
      'engine-thread': join(packages, 'compute/src/train/engine-thread.ts'),
    },
    outdir: dir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: Object.fromEntries(bundled.map((name) => [`@totalfm/${name}`, join(packages, name, 'src/index.ts')])),
  });
  return { script: join(dir, 'step.js'), dispose: () => rm(dir, { recursive: true, force: true }) };
}
