import { deviceNames, engineNames } from '@totalfm/core';
import { z } from 'zod';

export const computeSchema = z.strictObject({
  use: z
    .enum(engineNames)
    .default('onnx')
    .describe(
      'Where tensor programs run: compiled by ONNX Runtime, or eagerly by tfjs. The default of every component option named `engine`.',
    ),
  device: z
    .enum(deviceNames)
    .default('cpu')
    .describe(
      'What compiled programs compute on; one that is not there is replaced by the CPU, with a warning. The default of every component option named `device`.',
    ),
  threads: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(2)
    .describe('Threads inside one operator: the default of every component option named `threads`.'),
  workers: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Exams worked on at once: 1 is this process, more are worker threads. Never changes a result.'),
  runner: z
    .looseObject({ use: z.string() })
    .optional()
    .describe(
      'Where else exams are worked on: a queue that `totalfm worker` on other machines listens to. Never changes a result.',
    ),
});

export const privacySchema = z.strictObject({
  remote: z
    .enum(['allow', 'refuse'])
    .default('refuse')
    .describe(
      'Whether anything may connect to other machines. With `allow`, reports are de-identified before they go to a model.',
    ),
  hosts: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'Hosts, by name or address, that may be connected to although `remote` is refuse: a queue, or a store of artifacts.',
    ),
});

/** What `artifacts` is for. */
export const artifactsDescription =
  'Where artifacts lie that all machines reach: a store of objects, of which the folder `.artifacts` has copies. Never changes a result.';

export const seedSchema = z
  .number()
  .int()
  .min(0)
  .max(0xffffffff)
  .default(0)
  .describe('Seed of everything random that is not a component’s own.');
