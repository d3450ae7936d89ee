import { describePlugin, describeVisionEncoder } from '@totalfm/testing';
import { createMerlinVision } from './merlin-vision.ts';
import { merlinOptions } from './options.ts';
import { plugin } from './index.ts';

describePlugin(plugin, new URL('../package.json', import.meta.url));
for (const norm of ['folded', 'group'] as const) {
  describeVisionEncoder(`merlin ${norm}`, {
    size: [16, 12, 8],
    make: (_, size) => createMerlinVision(merlinOptions.parse({ channels: 4, depths: [1, 2], width: 6, norm }), size),
  });
}
