import { describePlugin, describeVisionEncoder, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createCtClip, ctClipOptions, plugin } from './index.ts';

const small = { dim: 12, spatialDepth: 1, temporalDepth: 1, heads: 2, headDim: 4, codebook: 64, width: 6 };

describePlugin(plugin);
for (const quantize of [true, false]) {
  describeVisionEncoder(`ct-clip ${quantize ? 'with' : 'without'} codes`, {
    size: [8, 4, 4],
    make: (_, size) => createCtClip(ctClipOptions.parse({ ...small, patch: [4, 2, 2], quantize }), size),
  });
}

describe('ct-clip', () => {
  it('refuses, when it is made, a patch that does not divide the volumes', () => {
    expect(() => createCtClip(ctClipOptions.parse(small), [480, 480, 241])).toThrow(
      expect.objectContaining({ code: 'TFM_NETWORK_OPTIONS', where: { option: 'vision.patch' } }),
    );
  });

  it('refuses a volume of another size', () => {
    const encoder = createCtClip(ctClipOptions.parse({ ...small, patch: [4, 2, 2] }), [8, 4, 4]);
    const [{ volume }] = testPairs({ exams: 1, size: [8, 8, 4] });
    expect(() => encoder.feeds([volume])).toThrow(expect.objectContaining({ code: 'TFM_VISION_SIZE' }));
  });
});
