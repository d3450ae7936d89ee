/**
 * `npm run bench -w @totalfm/plugin-backbone-ct-clip [-- ROUNDS]`: one CT of 480 × 480 × 240 voxels to its vector, here and by the official
 * code, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES; weights are made up.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namedTensors, readWeights, writeTensorFiles } from '@totalfm/compute';
import { startPasses, takeTurns, vectorsAgree } from '@totalfm/testing';
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
  await keepParameters(dir);
  await official({ times: true });
  const torch = startPasses(python as string, args);
  const theirsLoaded = await torch.about<object>();
  const us = startPasses(process.execPath, [
    '--expose-gc',
    ...process.execArgv,
    fileURLToPath(new URL('./embed-once.ts', import.meta.url)),
    dir,
  ]);
  const oursLoaded = await us.about<object>();
  const turns = await takeTurns(us, torch, rounds);
  us.end();
  torch.end();
  return {
    ...turns,
    ours: { ...oursLoaded, ...turns.ours },
    theirs: { ...theirsLoaded, ...turns.theirs },
    vectors: await vectorsAgree(join(dir, 'ours.f32'), join(dir, 'latents.f32')),
  };
}

/** The file that a run would have: parameters as they are computed with. */
async function keepParameters(dir: string): Promise<void> {
  const weights = join(dir, 'weights.pt');
  const options = ctClipOptions.parse({});
  const values = publishedCtClip(options, benchSize).values(await readWeights(weights), weights);
  const { parameters } = createCtClip(options, benchSize);
  await writeTensorFiles(join(dir, 'model.safetensors'), namedTensors(parameters, values));
}

if (!python || !sources) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES (see test-support/ct_clip.py)');
} else {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-ct-clip-'));
  try {
    console.log(JSON.stringify(await compare(dir, Number(process.argv[2] ?? 3)), undefined, 2));
  } finally {
    await rm(dir, { recursive: true });
  }
}
