/**
 * `npm run bench -w @totalfm/plugin-backbone-totalfm [-- ROUNDS]`: five organs of one CT to their vectors in the original’s architecture, here
 * (as it is, and with products of integers) and in PyTorch, one organ at a time, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON; weights are made up.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepPublished } from '@totalfm/networks';
import { comparePasses, printComparison } from '@totalfm/testing';
import { totalFmOptions } from '../encoder/options.ts';
import { createTotalFm } from '../encoder/totalfm.ts';
import { publishedTotalFm } from '../encoder/weights.ts';
import { python, twinScript } from '../test-support/twin.ts';
import { benchSize, organs, threads } from './setup.ts';

async function compare(dir: string, rounds: number) {
  const file = join(dir, 'config.json');
  const options = totalFmOptions.parse({});
  const twin = (times: 'none' | true) =>
    writeFile(file, JSON.stringify({ ...options, size: benchSize, batch: 1, organs, threads, times }));
  const args = [twinScript, dir, file];
  await twin('none');
  if (spawnSync(python as string, args, { stdio: 'ignore' }).status !== 0) throw new Error('The twin failed.');
  const { parameters } = createTotalFm(options, benchSize);
  const published = publishedTotalFm(options, benchSize);
  await keepPublished(join(dir, 'weights.pt'), join(dir, 'model.safetensors'), published, parameters);
  await twin(true);
  const once = fileURLToPath(new URL('./embed-once.ts', import.meta.url));
  const results: Record<string, object> = {};
  for (const quantize of ['none', 'int8'])
    results[quantize] = await comparePasses({
      ours: [once, dir, quantize],
      theirs: [python as string, ...args],
      dir,
      rounds,
    });
  return results;
}

if (!python) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON to a Python that has torch');
} else {
  await printComparison('original', compare);
}
