import { describePlugin, describeVisionEncoder } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createTotalFm, plugin, totalFmOptions } from './index.ts';

const small = { dim: 12, depth: 1, heads: 2, hidden: 16, patch: [4, 4, 2], latent: 8, width: 6 };

describePlugin(plugin);
describeVisionEncoder('totalfm', {
  size: [8, 8, 4],
  make: (_, size) => createTotalFm(totalFmOptions.parse(small), size),
});

describe('totalfm', () => {
  it.each([
    [{ patch: [3, 4, 2] }, 'vision.patch'],
    [{ heads: 5 }, 'vision.dim'],
    [{ dim: 16 }, 'vision.dim'],
  ])('refuses %j when it is made', (wrong, option) => {
    expect(() => createTotalFm(totalFmOptions.parse({ ...small, ...wrong }), [8, 8, 4])).toThrow(
      expect.objectContaining({ code: 'TFM_NETWORK_OPTIONS', where: { option } }),
    );
  });
});
