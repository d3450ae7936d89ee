/**
 * `npm run bench -w @totalfm/plugin-backbone-ct-clip [-- ROUNDS]`: one CT of 480 × 480 × 240 voxels to its vector, here and by the official
 * code, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES; weights are made up.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepPublished } from '@totalfm/networks';
import { comparePasses, printComparison } from '@totalfm/testing';
import { createCtClip } from '../ct-clip.ts';
import { ctClipOptions } from '../options.ts';
import { python, script, sources } from '../test-support/official.ts';
import { publishedCtClip } from '../weights.ts';
import { benchSize, threads } from './setup.ts';

async function compare(dir: string, rounds: number) {
  const official = (extra: object) => {
    const config = { ...ctClipOptions.parse({}), size: benchSize, batch: 1, threads, ...extra };
    return writeFile(join(dir, 'config.json'), JSON.stringify(config));
  };
  const args = [script, sources as string, dir, join(dir, 'config.json')];
  await official({ weightsOnly: true });
  if (spawnSync(python as string, args, { stdio: 'ignore' }).status !== 0) throw new Error('The official code failed.');
  const options = ctClipOptions.parse({});
  const { parameters } = createCtClip(options, benchSize);
  const published = publishedCtClip(options, benchSize);
  await keepPublished(join(dir, 'weights.pt'), join(dir, 'model.safetensors'), published, parameters);
  await official({ times: true });
  const once = fileURLToPath(new URL('./embed-once.ts', import.meta.url));
  return comparePasses({ ours: [once, dir], theirs: [python as string, ...args], dir, rounds });
}

if (!python || !sources) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES (see test-support/ct_clip.py)');
} else {
  await printComparison('ct-clip', compare);
}
