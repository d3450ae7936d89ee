import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOnnxModel } from '@totalfm/compute';
import { afterAll, bench, describe } from 'vitest';
import { examOf, openSegmenter } from '../../test/nnunet/agreement.ts';
import { scanOfFewWindows } from '../bench/measure.ts';
import { writePlainUnet } from '../bench/plain-unet.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-plain-unet-'));
afterAll(() => rmSync(dir, { recursive: true }));
await writePlainUnet(dir);

// `npm run bench -w @totalfm/segmenters` prints the same comparison as JSON, in seconds of the processor, with memory and nnU-Net's
// own predictor beside it.
describe('a scan of 8 windows, by a network of 32 to 320 channels', async () => {
  const ct = scanOfFewWindows();
  const segmenter = openSegmenter({ model: dir, crop: 'none' });
  const model = await openOnnxModel(join(dir, 'model.onnx'), { threads: 1 });
  const shape = [1, 1, 64, 64, 64];
  const window = new Float32Array(64 ** 3).map((_, i) => Math.sin(i));
  const once = { iterations: 1, time: 0, warmupIterations: 1, warmupTime: 0 };
  bench('segmented', async () => void (await segmenter.segment(examOf(ct), ct)), once);
  bench(
    'as many runs of the model alone',
    async () => {
      for (let index = 0; index < 8; index++) await model.run(window, shape);
    },
    once,
  );
});
