import type { Artifact } from '@totalfm/runtime';
import type { StageContext, StageResult } from '../stage-context.ts';
import { trainingStage } from './training-stage.ts';

/** Pretrains the vision encoder on organ volumes alone, where the experiment says so. */
export const pretrain = (context: StageContext, inputs: { readonly pair: Artifact }): Promise<StageResult> =>
  trainingStage(context, 'pretrain', inputs);
