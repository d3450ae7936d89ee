import { join } from 'node:path';
import { openOnnxModel } from '@totalfm/compute';
import { bench, describe } from 'vitest';
import { examOf, openSegmenter, referenceModel } from '../../test/nnunet/agreement.ts';
import { scanOf } from '../bench/measure.ts';

// `npm run bench -w @totalfm/segmenters` prints the same comparison as JSON, with memory and nnU-Net's own predictor beside it.
describe('a scan of 180 windows', async () => {
  const ct = scanOf([120, 100, 80], [2, 2.5, 3.5]);
  const segmenter = openSegmenter({ model: referenceModel, crop: 'none' });
  const model = await openOnnxModel(join(referenceModel, 'model.onnx'), { threads: 1 });
  const window = new Float32Array(32 * 40 * 48).map((_, i) => Math.sin(i));
  const few = { iterations: 3, time: 0, warmupIterations: 1, warmupTime: 0 };
  bench('segmented', async () => void (await segmenter.segment(examOf(ct), ct)), few);
  bench(
    'as many runs of the model alone',
    async () => {
      for (let index = 0; index < 180; index++) await model.run(window, [1, 1, 32, 40, 48]);
    },
    few,
  );
});
