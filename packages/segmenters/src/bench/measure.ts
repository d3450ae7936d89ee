import { openOnnxModel } from '@totalfm/compute';
import type { Triple, Volume } from '@totalfm/core';
import { join } from 'node:path';
import { resampledShape } from '../nnunet/axis-taps.ts';
import { readPlans } from '../nnunet/plans.ts';
import { predict } from '../nnunet/predict.ts';
import { openWindowModel } from '../nnunet/window-model.ts';
import { windowStarts } from '../nnunet/windows.ts';

/** Seconds of the processor, of all threads: they change less than the clock's on a machine that does other work. */
export async function processorSeconds(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Balls of tissue in air, as large as is asked for. */
export function scanOf(size: Triple, spacing: Triple): Volume<Int16Array> {
  const data = new Int16Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++)
        data[at++] = ((x % 40) - 20) ** 2 + ((y % 44) - 22) ** 2 + ((z % 48) - 24) ** 2 < 250 ? 60 + (x % 9) : -950;
  return { data, size, spacing, origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

export interface Overhead {
  readonly windows: number;
  readonly wholeSeconds: number;
  readonly modelSeconds: number;
  readonly ratio: number;
}

/** The scan that `writePlainUnet`’s network sees in 8 windows, at twice the resolution of its own in a slice. */
export const scanOfFewWindows = (): Volume => scanOf([192, 192, 48], [0.75, 0.75, 3]);

/** A whole segmentation against as many runs of the model alone, on one thread. */
export async function measureOverhead(dir: string, ct: Volume): Promise<Overhead> {
  const plan = await readPlans(dir, '3d_fullres');
  const file = join(dir, 'model.onnx');
  const model = await openWindowModel([file], { patch: plan.patch, heads: plan.labels.heads, mirror: [], threads: 1 });
  const bare = await openOnnxModel(file, { threads: 1 });
  const window = new Float32Array(plan.patch[0] * plan.patch[1] * plan.patch[2]).map((_, i) => Math.sin(i));
  const turned = ([x, y, z]: Triple): Triple => [z, y, x];
  const shape = resampledShape(turned(ct.size), turned(ct.spacing), plan.spacing);
  const windows = shape.reduce((product, n, axis) => {
    const patch = plan.patch[axis];
    return product * windowStarts(Math.max(n, patch), patch, 0.5).length;
  }, 1);
  const whole = () => predict(ct, { plan, model }, { crop: 'none', step: 0.5 }, () => {});
  const alone = async () => {
    for (let index = 0; index < windows; index++) await bare.run(window, [1, 1, ...plan.patch]);
  };
  // The first run of either makes its memory.
  await bare.run(window, [1, 1, ...plan.patch]);
  await model.run(window);
  const [wholeSeconds, modelSeconds] = [await processorSeconds(whole), await processorSeconds(alone)];
  await Promise.all([model.dispose(), bare.dispose()]);
  return { windows, wholeSeconds, modelSeconds, ratio: wholeSeconds / modelSeconds };
}
