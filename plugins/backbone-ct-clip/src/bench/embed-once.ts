/**
 * One volume to its vector in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER`. Each line on standard
 * input is a forward pass.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { l2Normalize, openInference, openTensorFiles } from '@totalfm/compute';
import type { OrganVolume, Tensors } from '@totalfm/core';
import { answerPasses } from '@totalfm/testing';
import { createCtClip } from '../ct-clip.ts';
import { ctClipOptions } from '../options.ts';
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
  const forward = {
    name: 'ct-clip',
    parameters: encoder.parameters,
    values: await openTensorFiles(join(dir, 'model.safetensors')),
    inputs: encoder.inputs(1),
    run: (p: Tensors, inputs: Tensors) => ({ latents: l2Normalize(encoder.embed(p, inputs)) }),
  };
  return openInference(forward, { threads });
}

const volume = await readVolume();
const inference = await open();
await answerPasses(
  () => inference.run(encoder.feeds([volume])),
  ({ latents }) => writeFile(join(dir, 'ours.f32'), latents),
);
