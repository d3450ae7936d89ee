/**
 * `npm run bench -w @totalfm/plugin-backbone-totalfm [-- ROUNDS]`: five organs of one CT to their vectors in the original’s architecture, here
 * (as it is, and with products of integers) and in PyTorch, one organ at a time, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON; weights are made up.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namedTensors, readWeights, writeTensorFiles } from '@totalfm/compute';
import type { PublishedWeights, Triple } from '@totalfm/core';
import { startPasses, takeTurns, vectorsAgree } from '@totalfm/testing';
import { totalFmOptions } from '../encoder/options.ts';
import { publishedTotalFm } from '../encoder/weights.ts';
import { python, setUp, twinScript } from '../test-support/twin.ts';

const organs = 5;
const threads = 2;

async function compare(dir: string, rounds: number) {
  const file = join(dir, 'config.json');
  const args = [twinScript, dir, file];
  const options = totalFmOptions.parse({});
  const size: Triple = [192, 192, 32];
  const config = { ...options, size, batch: 1, organs };
  await writeFile(file, JSON.stringify({ ...config, threads, times: 'none' }));
  if (spawnSync(python as string, args, { stdio: 'ignore' }).status !== 0) throw new Error('The twin failed.');
  await keepParameters(dir, publishedTotalFm(options, size));
  const results: Record<string, object> = {};
  for (const quantize of ['none', 'int8']) {
    await writeFile(file, JSON.stringify({ ...config, threads, times: true }));
    const torch = startPasses(python as string, args);
    const theirsLoaded = await torch.about<object>();
    await writeFile(file, JSON.stringify(config));
    const once = fileURLToPath(new URL('./embed-once.ts', import.meta.url));
    const us = startPasses(process.execPath, ['--expose-gc', ...process.execArgv, once, dir, quantize]);
    const oursLoaded = await us.about<object>();
    const turns = await takeTurns(us, torch, rounds);
    us.end();
    torch.end();
    results[quantize] = {
      load: loadavg()[0],
      ...turns,
      ours: { ...oursLoaded, ...turns.ours },
      theirs: { ...theirsLoaded, ...turns.theirs },
      vectors: await vectorsAgree(join(dir, 'ours.f32'), join(dir, 'latents.f32')),
    };
  }
  return results;
}

/** The file that a run would have: parameters as they are computed with. */
async function keepParameters(dir: string, published: PublishedWeights): Promise<void> {
  const weights = join(dir, 'weights.pt');
  const values = published.values(await readWeights(weights), weights);
  const { encoder } = setUp({ config: { ...totalFmOptions.parse({}), size: [192, 192, 32], batch: 1 } });
  await writeTensorFiles(join(dir, 'model.safetensors'), namedTensors(encoder.parameters, values));
}

if (!python) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON to a Python that has torch');
} else {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-original-'));
  try {
    console.log(JSON.stringify(await compare(dir, Number(process.argv[2] ?? 3)), undefined, 2));
  } finally {
    await rm(dir, { recursive: true });
  }
}
