/**
 * One volume to its vector in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER`. Each line on standard
 * input is a forward pass.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInference, l2Normalize, readWeights, traceInference } from '@totalfm/compute';
import type { OrganVolume } from '@totalfm/core';
import { answerPasses } from '@totalfm/testing';
import { createCtClip } from '../ct-clip.ts';
import { ctClipOptions } from '../options.ts';
import { publishedCtClip } from '../weights.ts';
import { benchSize, threads } from './setup.ts';

const [dir] = process.argv.slice(2);
const options = ctClipOptions.parse({});
const encoder = createCtClip(options, benchSize);

async function readVolume(): Promise<OrganVolume> {
  const { buffer, byteOffset, length } = await readFile(join(dir, 'hu.i16'));
  const hu = new Int16Array(buffer, byteOffset, length / 2);
  return { organ: 'exam', size: benchSize, hu, extentMm: benchSize, organExtentMm: benchSize, organMl: 1 };
}

async function open() {
  const file = join(dir, 'weights.pt');
  const values = publishedCtClip(options, benchSize).values(await readWeights(file), file);
  const run: Parameters<typeof traceInference>[0]['run'] = (p, inputs) => ({
    latents: l2Normalize(encoder.embed(p, inputs)),
  });
  const { parameters } = encoder;
  return createInference(traceInference({ name: 'ct-clip', parameters, values, inputs: encoder.inputs(1), run }), {
    threads,
  });
}

const volume = await readVolume();
const inference = await open();
await answerPasses(
  () => inference.run(encoder.feeds([volume])),
  ({ latents }) => writeFile(join(dir, 'ours.f32'), latents),
);
