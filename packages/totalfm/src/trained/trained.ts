import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointFiles, defineComponent, throwIfAborted, tokens, type TrainContext, type Trainer } from '@totalfm/core';
import { z } from 'zod';
import { appErrors } from '../errors.ts';
import { findCheckpoint } from './checkpoint-folder.ts';

export const trainedOptions = z
  .strictObject({
    from: z.string().min(1).describe('Folder of the run whose model is used (`runs/demo`), or of a checkpoint.'),
    checkpoint: z.string().optional().describe('Id of the model; filled in from the folder, so that results of two models are never confused.'),
  })
  .transform(async ({ from, checkpoint }, issues) => {
    const found = await findCheckpoint(from);
    if (!found) issues.addIssue({ code: 'custom', path: ['from'], message: `${from} holds no trained model; finish that run first, or name another` });
    else if (checkpoint !== undefined && checkpoint !== found.id) issues.addIssue({ code: 'custom', path: ['checkpoint'], message: `${from} holds another model (${found.id}) by now; remove the option to use it` });
    return { from, checkpoint: found?.id ?? '' };
  });

/** A trainer that trains nothing: the checkpoint is that of another run. */
export const trained = defineComponent({
  provides: tokens.Trainer,
  id: 'trained',
  description: 'Uses the model that another run has trained, instead of training one.',
  options: trainedOptions,
  create: ({ options: { from } }): Trainer => ({
    async train({ outDir, signal }: TrainContext) {
      throwIfAborted(signal);
      const found = await findCheckpoint(from);
      if (!found) throw appErrors.TFM_TRAINED_MISSING({ file: from, option: 'from', message: `${from} holds no trained model.`, fix: 'Finish that run first, or name another.' });
      await mkdir(outDir, { recursive: true });
      const there = new Set(await readdir(found.dir));
      for (const file of Object.values(checkpointFiles)) if (there.has(file)) await copyFile(join(found.dir, file), join(outDir, file));
    },
  }),
});
