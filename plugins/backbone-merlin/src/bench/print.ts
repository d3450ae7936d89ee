/**
 * `npm run bench -w @totalfm/plugin-backbone-merlin [-- ROUNDS]`: one CT of 224 × 224 × 160 voxels to its vector, here and by the official
 * code, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON with torchvision and merlin-vlm; weights are made up.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { comparePasses, printComparison } from '@totalfm/testing';
import { merlinOptions } from '../options.ts';
import { officialPython, officialScript } from '../test-support/official-tower.ts';
import { benchSize, threads } from './setup.ts';

async function compare(python: string, dir: string, rounds: number) {
  const file = join(dir, 'job.json');
  const { depths } = merlinOptions.parse({});
  await writeFile(file, JSON.stringify({ depths, size: benchSize, threads, out: dir, save: join(dir, 'weights.pt') }));
  const once = fileURLToPath(new URL('./embed-once.ts', import.meta.url));
  return comparePasses({ ours: [once, dir], theirs: [python, '-W', 'ignore', officialScript, file], dir, rounds });
}

if (!officialPython) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON to a Python that has torch, torchvision and merlin-vlm');
} else {
  await printComparison('merlin', (dir, rounds) => compare(officialPython as string, dir, rounds));
}
