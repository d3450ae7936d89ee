/**
 * Runs tfjs-core's own specs on the `onnx` backend: `npm run test:tfjs-core -w @totalfm/compute`. A word behind `--`
 * chooses specs whose name holds it; `--write` publishes the table. Fails where a spec of a claimed kernel fails.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { classify, table } from './outcomes.ts';
import type { SpecOutcome } from './specs.ts';

const here = dirname(fileURLToPath(import.meta.url));
const tfjsCore = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json'));
// Below node_modules, so that the bundle finds ONNX Runtime.
const bundle = join(here, '../../../../node_modules/.cache/totalfm-tfjs-core/specs.cjs');
await mkdir(dirname(bundle), { recursive: true });
await build({
  entryPoints: [join(here, 'specs.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // One copy of tfjs-core for the specs and the backend: the files of the specs themselves.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  // The specs are files that say they have no side effects.
  ignoreAnnotations: true,
  external: ['onnxruntime-node', 'jasmine-core', 'node-fetch', 'string_decoder'],
  alias: {
    '@totalfm/core': join(here, '../../../core/src/index.ts'),
    'tfjs-core-tests': join(tfjsCore, 'dist/tests.js'),
    'tfjs-core-jasmine': join(tfjsCore, 'dist/jasmine_util.js'),
  },
  logLevel: 'error',
});

const words = process.argv.slice(2);
const filter = words.find((word) => word && !word.startsWith('--')) ?? '';
const results = join(dirname(bundle), 'outcomes.json');
const { status } = spawnSync(process.execPath, [bundle, filter, results], { stdio: ['ignore', 'ignore', 'inherit'] });
if (status !== 0) process.exit(status ?? 1);

const summary = classify(JSON.parse(await readFile(results, 'utf8')) as SpecOutcome[]);
for (const { name, messages } of summary.failed)
  console.log(`${name}\n    ${messages.join('\n').slice(0, 800).replaceAll('\n', '\n    ')}`);
console.log(table(summary));
if (words.includes('--write')) await writeFile(join(here, '../../tfjs-core-specs.md'), table(summary));
process.exit(summary.failed.length > 0 ? 1 : 0);
