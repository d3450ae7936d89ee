/** Organs of one CT to their vectors in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER none|int8`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchedInference, fittingBatch, l2Normalize, openInference, openTensorFiles } from '@totalfm/compute';
import { isWithinBlocks } from '@totalfm/networks';
import { answerPasses } from '@totalfm/testing';
import { totalFmOptions } from '../encoder/options.ts';
import { setUp } from '../test-support/twin.ts';
import { benchSize, organs, threads } from './setup.ts';

const [dir, quantize] = process.argv.slice(2);
const { encoder, volumes } = setUp({ config: { ...totalFmOptions.parse({}), size: benchSize, batch: 1 } });
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
    { threads, ...(quantize === 'int8' && { quantizes: isWithinBlocks }) },
  );
const inference = batchedInference(open, fittingBatch(encoder.parameters));
const seen = Array.from({ length: organs }, () => volumes[0]);
await inference.run(volumes, (some) => encoder.feeds(some));
await answerPasses(
  () => inference.run(seen, (some) => encoder.feeds(some)),
  (rows) => writeFile(join(dir, 'ours.f32'), rows[0].latents),
);
