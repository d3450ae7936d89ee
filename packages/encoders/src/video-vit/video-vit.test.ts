import { wholeExam } from '@totalfm/core';
import { describeVisionEncoder, testAnatomy, testPairs } from '@totalfm/testing';
import { createSession, initialValues, toTensors, traceInference } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createVideoVit } from './video-vit.ts';
import { videoVitOptions } from './options.ts';
import { patchify, planPatches } from './patch-order.ts';

const small = { dim: 24, depth: 1, heads: 2, width: 12, patch: [4, 4, 2] as [number, number, number] };
for (const variant of [
  {},
  { stem: 'linear', positions: 'sin-cos', pooling: 'attention' },
  { pooling: 'mean', physicalSize: false, windows: [{ level: 0, width: 400 }] },
] as const) {
  describeVisionEncoder(`video-vit ${JSON.stringify(variant)}`, {
    size: [8, 8, 8],
    make: ({ organs }, size) => createVideoVit(videoVitOptions.parse({ ...small, ...variant }), size, organs),
  });
}

describe('video-vit', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('takes the volume of a whole exam, and refuses that of an organ that it does not know', () => {
    const encoder = createVideoVit(videoVitOptions.parse(small), [8, 8, 8], testAnatomy.organs);
    const [{ volume }] = testPairs({ exams: 1, size: [8, 8, 8] });
    expect([...encoder.feeds([{ ...volume, organ: wholeExam }]).organ]).toEqual([0]);
    expect(() => encoder.feeds([{ ...volume, organ: 'spleen' }])).toThrow(
      expect.objectContaining({ code: 'TFM_VISION_ORGAN' }),
    );
  });

  it('refuses, when it is made, a patch that does not divide the volumes', () => {
    expect(() => createVideoVit(videoVitOptions.parse(small), [8, 8, 7], testAnatomy.organs)).toThrow(
      expect.objectContaining({ code: 'TFM_VISION_OPTIONS' }),
    );
  });

  it('cuts patches that hold exactly their own voxels, cells together', () => {
    const plan = planPatches([4, 4, 2], [2, 2, 2]);
    const patches = patchify(
      tf.tensor2d(
        Array.from({ length: 32 }, (_, i) => i),
        [1, 32],
      ),
      plan,
    ).arraySync() as number[][];
    // Token 1 is the patch to the left of token 0: x = 2, 3; y = 0, 1; z = 0, 1 of a 4 × 4 × 2 volume.
    expect(patches[1].slice().sort((a, b) => a - b)).toEqual([2, 3, 6, 7, 18, 19, 22, 23]);
    expect(plan).toMatchObject({ grid: [2, 2, 1], tokens: 4, voxels: 8 });
  });

  it('gives in ONNX Runtime what it gives on the cpu backend', async () => {
    const size = [8, 8, 8] as const;
    const encoder = createVideoVit(videoVitOptions.parse(small), size, testAnatomy.organs);
    const volumes = testPairs({ exams: 1, size })
      .map((pair) => pair.volume)
      .slice(0, 3);
    const values = initialValues(encoder.parameters, 3);
    const feeds = encoder.feeds(volumes);
    const program = traceInference({
      name: 'vision',
      parameters: encoder.parameters,
      values,
      inputs: encoder.inputs(3),
      run: (p, inputs) => ({ y: encoder.embed(p, inputs) }),
    });
    const session = await createSession(program, { threads: 1 });
    const compiled = (await session.run(toTensors(program, feeds))).y.data as Float32Array;
    const eager = tf.tidy(() => {
      const tensors = (specs: typeof encoder.parameters) =>
        Object.fromEntries(
          Object.entries(specs).map(([name, { shape }]) => [name, tf.tensor(values[name], [...shape])]),
        );
      const inputs = Object.fromEntries(
        Object.entries(encoder.inputs(3)).map(([name, { shape, dtype }]) => [
          name,
          tf.tensor(feeds[name], [...shape], dtype),
        ]),
      );
      return encoder.embed(tensors(encoder.parameters), inputs).dataSync();
    });
    compiled.forEach((value, i) => expect(value).toBeCloseTo(eager[i], 4));
  });

  it('names the option that cannot be built', () => {
    expect(() =>
      createVideoVit(videoVitOptions.parse({ ...small, patch: [3, 4, 2] }), [8, 8, 8], testAnatomy.organs),
    ).toThrow(expect.objectContaining({ code: 'TFM_VISION_OPTIONS', where: { option: 'vision.patch' } }));
    expect(() => createVideoVit(videoVitOptions.parse({ ...small, heads: 5 }), [8, 8, 8], testAnatomy.organs)).toThrow(
      expect.objectContaining({ code: 'TFM_VISION_OPTIONS' }),
    );
  });
});
