/** Organs of one CT to their vectors in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER`. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  batchedInference,
  createInference,
  fittingBatch,
  l2Normalize,
  readWeights,
  traceInference,
} from '@totalfm/compute';
import { answerPasses } from '@totalfm/testing';
import { publishedTotalFm } from '../encoder/weights.ts';
import { setUp, type Expected } from '../test-support/twin.ts';

const [dir] = process.argv.slice(2);
const config = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8')) as Expected['config'] & { organs: number };
const { organs, ...rest } = config;
const { options, size, encoder, volumes } = setUp({ config: rest });
const file = join(dir, 'weights.pt');
const values = publishedTotalFm(options, size).values(await readWeights(file), file);
const open = (batch: number) =>
  createInference(
    traceInference({
      name: 'totalfm',
      parameters: encoder.parameters,
      values,
      inputs: encoder.inputs(batch),
      run: (p, inputs) => ({ latents: l2Normalize(encoder.embed(p, inputs)) }),
    }),
    { threads: 2 },
  );
const inference = batchedInference(open, fittingBatch(encoder.parameters));
const seen = Array.from({ length: organs }, () => volumes[0]);
await inference.run(volumes, (some) => encoder.feeds(some));
await answerPasses(
  () => inference.run(seen, (some) => encoder.feeds(some)),
  (rows) => writeFile(join(dir, 'ours.f32'), rows[0].latents),
);
