/**
 * `npm run bench -w @totalfm/compute [-- NAME]`: every benchmark as JSON, or the one of a name. `-- on-device cuda` (or `webgpu`) asks a GPU,
 * for a few minutes.
 */
import { measureAgainstTorch } from './against-torch.ts';
import { contrastiveProducts, contrastiveStep, vocabulary } from './contrastive-step.ts';
import { createConvolutionTimer } from './floor-timer.ts';
import { measureInferenceLimit, measureStep, measureTrainingLimit } from './measure.ts';
import type { DeviceName } from '@totalfm/core';
import { measureOverlap } from './loader-overlap.ts';
import { measureMemory } from './memory.ts';
import { measureOnDevice } from './on-device.ts';
import { measurePaper } from './paper.ts';
import { createProductTimer } from './product-timer.ts';
import { residualConvolutions, residualStep } from './residual-step.ts';
import { measureStartup } from './startup.ts';
import { unetConvolutions, unetInference } from './unet-inference.ts';
import { measureWeights } from './weights.ts';

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  'videomae-step': () => measureStep(),
  'videomae-step, 4 in a call': () => measureStep({ stepsPerCall: 4 }),
  'contrastive-step': async () =>
    measureTrainingLimit(contrastiveStep, await createProductTimer(contrastiveProducts, true, 2), vocabulary),
  'residual-step': async () =>
    measureTrainingLimit(residualStep, await createConvolutionTimer(residualConvolutions, true, 2)),
  'unet-inference': async () =>
    measureInferenceLimit(unetInference, await createConvolutionTimer(unetConvolutions, false, 2)),
  startup: () => measureStartup(),
  memory: () => measureMemory(),
  'against-torch': () => measureAgainstTorch(),
  'loader-overlap': () => measureOverlap(),
  weights: () => measureWeights(),
  paper: () => measurePaper(),
};

const [name, device] = process.argv.slice(2);
if (name === 'on-device')
  console.log(JSON.stringify(await measureOnDevice({ device: device as DeviceName | undefined }), undefined, 2));
for (const [each, run] of Object.entries(benchmarks))
  if (name === undefined || name === each)
    console.log(JSON.stringify({ benchmark: each, ...((await run()) as object) }, undefined, 2));
