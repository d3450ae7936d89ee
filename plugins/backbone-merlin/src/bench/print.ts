/**
 * `npm run bench -w @totalfm/plugin-backbone-merlin [-- ROUNDS]`: one CT of 224 × 224 × 160 voxels to its vector, here and by the official
 * code, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON with torchvision and merlin-vlm; weights are made up.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPasses, takeTurns, vectorsAgree } from '@totalfm/testing';
import { merlinOptions } from '../options.ts';
import { officialPython, officialScript } from '../test-support/official-tower.ts';
import { benchSize, threads } from './setup.ts';

async function compare(python: string, dir: string, rounds: number) {
  const file = join(dir, 'job.json');
  const { depths } = merlinOptions.parse({});
  await writeFile(file, JSON.stringify({ depths, size: benchSize, threads, out: dir, save: join(dir, 'weights.pt') }));
  const torch = startPasses(python, ['-W', 'ignore', officialScript, file]);
  const theirsLoaded = await torch.about<object>();
  const once = fileURLToPath(new URL('./embed-once.ts', import.meta.url));
  const us = startPasses(process.execPath, ['--expose-gc', ...process.execArgv, once, dir]);
  const oursLoaded = await us.about<object>();
  const turns = await takeTurns(us, torch, rounds);
  us.end();
  torch.end();
  return {
    load: loadavg()[0],
    ...turns,
    ours: { ...oursLoaded, ...turns.ours },
    theirs: { ...theirsLoaded, ...turns.theirs },
    vectors: await vectorsAgree(join(dir, 'ours.f32'), join(dir, 'latents.f32')),
  };
}

if (!officialPython) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON to a Python that has torch, torchvision and merlin-vlm');
} else {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-merlin-'));
  try {
    console.log(JSON.stringify(await compare(officialPython, dir, Number(process.argv[2] ?? 3)), undefined, 2));
  } finally {
    await rm(dir, { recursive: true });
  }
}
