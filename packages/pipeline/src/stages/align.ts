import type { Artifact } from '@totalfm/runtime';
import type { StageContext, StageResult } from '../stage-context.ts';
import { trainingStage } from './training-stage.ts';

/** Brings organ volumes and sentences into one space, from the pretrained encoder where there is one. */
export const align = (
  context: StageContext,
  inputs: { readonly pair: Artifact; readonly pretrain?: Artifact },
): Promise<StageResult> => trainingStage(context, 'align', inputs);
