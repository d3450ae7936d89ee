import { deviceNames, engineNames } from '@totalfm/core';
import { z } from 'zod';

const positive = z.number().int().positive();

/**
 * Options that every trainer has. A resumed run equals an unbroken one, so when states are saved changes nothing, nor does
 * what is computed twice; another
 * number of threads, engine or device adds up in another order, and may round otherwise.
 */
export const scheduleOptions = {
  steps: positive.default(1000).describe('Training steps.'),
  batch: positive.default(64).describe('Organ volumes a step.'),
  learningRate: z
    .number()
    .positive()
    .default(1e-3)
    .describe('Peak learning rate, after warm-up and before the cosine.'),
  warmup: positive.default(50).describe('Steps of linear warm-up.'),
  clipNorm: z.number().positive().default(1).describe('Largest global gradient norm.'),
  saveEvery: positive
    .default(200)
    .describe('Steps between saved states: what a kill can lose.')
    .meta({ operational: true }),
  engine: z.enum(engineNames).default('onnx').describe('Where the steps run; compute.use sets it for all.'),
  device: z
    .enum(deviceNames)
    .default('cpu')
    .describe('What compiled steps compute on; compute.device sets it for all.'),
  recompute: z
    .boolean()
    .default(false)
    .describe('Compute what is inside of transformer blocks again in the backward pass: less memory, more time.')
    .meta({ operational: true }),
  threads: positive.default(2).describe('Threads inside one operator. The same number gives the same bytes.'),
};
