/** One CT to its vector in a process of its own, as `print.ts` starts it: `embed-once.ts FOLDER`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInference, l2Normalize, traceInference } from '@totalfm/compute';
import { answerPasses } from '@totalfm/testing';
import { createMerlinVision } from '../merlin-vision.ts';
import { readMerlin } from '../official-weights.ts';
import { merlinOptions } from '../options.ts';
import { formulaVolume } from '../test-support/official-tower.ts';
import { benchSize, threads } from './setup.ts';

const [dir] = process.argv.slice(2);
const options = merlinOptions.parse({});
const vision = createMerlinVision(options, benchSize);

async function open() {
  const program = traceInference({
    name: 'merlin',
    parameters: vision.parameters,
    values: await readMerlin(join(dir, 'weights.pt'), options),
    inputs: vision.inputs(1),
    run: (p, inputs) => ({ latents: l2Normalize(vision.embed(p, inputs)) }),
  });
  return createInference(program, { threads });
}

const volume = formulaVolume(benchSize);
const inference = await open();
await answerPasses(
  () => inference.run(vision.feeds([volume])),
  ({ latents }) => writeFile(join(dir, 'ours.f32'), latents),
);
