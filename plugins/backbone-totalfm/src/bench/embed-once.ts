/** Organs of one CT to their vectors in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER none|int8`. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchedInference, fittingBatch, l2Normalize, openInference, openTensorFiles } from '@totalfm/compute';
import { isWithinBlocks } from '@totalfm/networks';
import { answerPasses } from '@totalfm/testing';
import { setUp, type Expected } from '../test-support/twin.ts';

const [dir, quantize] = process.argv.slice(2);
const config = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8')) as Expected['config'] & { organs: number };
const { organs, ...rest } = config;
const { encoder, volumes } = setUp({ config: rest });
const values = await openTensorFiles(join(dir, 'model.safetensors'));
const open = (batch: number) =>
  openInference(
    {
      name: 'totalfm',
      parameters: encoder.parameters,
      values,
      inputs: encoder.inputs(batch),
      run: (p, inputs) => ({ latents: l2Normalize(encoder.embed(p, inputs)) }),
    },
    { threads: 2, ...(quantize === 'int8' && { quantizes: isWithinBlocks }) },
  );
const inference = batchedInference(open, fittingBatch(encoder.parameters));
const seen = Array.from({ length: organs }, () => volumes[0]);
await inference.run(volumes, (some) => encoder.feeds(some));
await answerPasses(
  () => inference.run(seen, (some) => encoder.feeds(some)),
  (rows) => writeFile(join(dir, 'ours.f32'), rows[0].latents),
);
