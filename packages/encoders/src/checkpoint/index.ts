import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineComponent, deviceNames, type EmbedderOptions, engineNames, tokens, writeFileWhole } from '@totalfm/core';
import { matchTensors, unprefixed } from '@totalfm/compute';
import { checkParameters, createEmbedder, portableEncoder } from '@totalfm/networks';
import { createPooledEmbedder, pooledTokens } from './pooled-tokens.ts';
import { isAligned, notAligned, readCheckpoint } from './read-checkpoint.ts';

export const checkpointLoader = defineComponent({
  provides: tokens.EmbedderLoader,
  id: 'checkpoint',
  description:
    'Opens a checkpoint with the experiment’s encoders, and exports them as ONNX. One of vision alone embeds volumes as the mean and the maximum of their tokens.',
  // All of these may round otherwise, `batch` too: products of other sizes are added up in another order.
  options: z.strictObject({
    batch: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Most volumes or texts a run; by default the fewer, the more parameters the encoder has.'),
    threads: z.number().int().positive().default(2).describe('Threads inside one operator.'),
    device: z
      .enum(deviceNames)
      .default('cpu')
      .describe('What compiled encoders compute on; compute.device sets it for all.'),
    quantize: z
      .enum(['none', 'int8'])
      .default('none')
      .describe(
        'int8: products of integers within transformer blocks, for large encoders without a GPU: half the time, a quarter of the memory, vectors that differ a little.',
      ),
    engine: z.enum(engineNames).default('onnx').describe('Where the encoders run; compute.use sets it for all.'),
  }),
  needs: { anatomy: tokens.AnatomyStructures, vision: tokens.VisionEncoder, text: tokens.TextEncoder },
  create: ({ options: { quantize: chosen, ...options }, needs: { anatomy, vision, text } }) => ({
    async fit(dir: string) {
      const checkpoint = await readCheckpoint(dir, anatomy);
      const { tensors, file } = checkpoint;
      if (!isAligned(checkpoint))
        return void matchTensors(pooledTokens(vision).parameters, unprefixed('vision/', tensors), file);
      const { vocabulary } = checkpoint;
      checkParameters({ vision, text: await text.load(vocabulary) }, { tensors, file });
    },
    async load(dir: string, { quantize = chosen }: EmbedderOptions = {}) {
      const checkpoint = await readCheckpoint(dir, anatomy);
      if (!isAligned(checkpoint)) return createPooledEmbedder(vision, checkpoint, { quantize, ...options });
      const { tensors, vocabulary, file, scale, bias } = checkpoint;
      return createEmbedder({
        vision,
        text: await text.load(vocabulary),
        tensors,
        file,
        scale,
        bias,
        quantize,
        ...options,
      });
    },
    async exportOnnx(dir: string, outDir: string, { quantize = 'none' }: EmbedderOptions = {}) {
      const checkpoint = await readCheckpoint(dir, anatomy);
      if (!isAligned(checkpoint)) throw notAligned(checkpoint);
      const { vocabulary, manifest, ...weights } = checkpoint;
      await mkdir(outDir, { recursive: true });
      const metadata = { organs: manifest.organs.join(','), size: vision.size?.join('x') ?? 'any', quantize };
      const loaded = await text.load(vocabulary);
      for (const [name, encoder] of Object.entries({ vision, text: loaded }) as ['vision' | 'text', typeof vision][]) {
        const onnx = await portableEncoder(name, encoder, weights, { quantize, metadata });
        await writeFileWhole(join(outDir, `${name}.onnx`), onnx);
      }
      await writeFileWhole(join(outDir, 'vocabulary.json'), vocabulary);
    },
  }),
});
