/**
 * Text encoders of their published sizes beside transformers, error and time:
 * `TOTALFM_TRANSFORMERS_PYTHON=… npx tsx packages/networks/test/full-size.ts bert 512 4`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createInference, readWeights, traceInference } from '@totalfm/compute';
import { openFolder } from '../src/text/hugging-face/open-folder.ts';
import { compare } from './run-tower.ts';

const [family = 'bert', tokens = '512', rows = '4'] = process.argv.slice(2);
const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;
if (!python) throw new Error('Set TOTALFM_TRANSFORMERS_PYTHON to a Python with transformers and PyTorch.');

const path = await mkdtemp(join(tmpdir(), 'totalfm-full-size-'));
try {
  const script = fileURLToPath(new URL('full_size_texts.py', import.meta.url));
  const peer = spawnSync(python, [script, path, family, tokens, rows], { encoding: 'utf8' });
  if (peer.status !== 0) throw new Error(peer.stderr);
  const { parameters, seconds } = JSON.parse(peer.stdout) as { parameters: number; seconds: number };
  const states = await readWeights(join(path, 'states.safetensors'));
  const { shape } = states.ids;
  await tf.setBackend('cpu');
  const { trunk, values } = await openFolder({ path });
  const opened = performance.now();
  const weights = await values();
  const read = (performance.now() - opened) / 1000;
  const program = traceInference({
    name: 'text',
    parameters: trunk.parameters,
    values: weights,
    inputs: { ids: { shape, dtype: 'int32' }, seen: { shape, dtype: 'float32' } },
    run: (p, { ids, seen }) => ({ hidden: trunk.encode(p, ids, seen) }),
  });
  const inference = await createInference(program, { threads: 2 });
  const feeds = { ids: Int32Array.from(states.ids.data), seen: states.seen.data };
  const { hidden } = await inference.run(feeds);
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    await inference.run(feeds);
    times.push((performance.now() - start) / 1000);
  }
  await inference.dispose();
  // What fills a row up is nobody's business.
  const seen = states.seen.data;
  const own = (states: Float32Array) => states.map((value, index) => value * seen[Math.floor(index / trunk.dim)]);
  const ours = Math.min(...times);
  const ratio = ours / seconds;
  console.log(
    JSON.stringify({
      family,
      shape,
      parameters,
      read,
      ...compare(own(hidden), own(states.hidden.data)),
      torch: seconds,
      ours,
      ratio,
    }),
  );
} finally {
  await rm(path, { recursive: true });
}
