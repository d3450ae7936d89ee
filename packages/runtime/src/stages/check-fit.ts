import { isTotalFmError } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import type { Container } from '../container/container.ts';
import type { ConfigPath, Place } from '../experiment/config-node.ts';
import { isLeftOut } from './left-out.ts';
import type { ExamList, Stage } from './stage.ts';

/**
 * Makes every component that an experiment names and lets each stage ask whether those that it uses, and a model that is there
 * already, fit. Throws the first coded error: before any exam is opened.
 */
export async function checkFit(
  container: Container,
  placeOf: (path: ConfigPath) => Place,
  model?: (stage: string) => Promise<Artifact>,
): Promise<void> {
  try {
    await askAll(container, model);
  } catch (error) {
    // What does not fit was written somewhere: the option says where.
    if (isTotalFmError(error) && error.where.option !== undefined && error.where.file === undefined)
      Object.assign(error.where, placeOf(error.where.option.split('.')));
    throw error;
  }
}

/** Asks stages whether they can work on the exams that are listed. Of a model's fresh exams only its own run knows which are new. */
export const checkExams = (container: Container) => async (list: ExamList, stages: readonly Stage[]) => {
  if (container.experiment.from !== undefined) return;
  for (const { fitExams, uses } of stages) fitExams?.((await container.components(uses)) as never, list.exams);
};

async function askAll(container: Container, model?: (stage: string) => Promise<Artifact>): Promise<void> {
  const { pipeline, experiment } = container;
  for (const stage of pipeline.stages) {
    if (isLeftOut(stage, experiment)) continue;
    const components = await container.components(stage.uses);
    const inputs: Record<string, Artifact> = {};
    if (model) {
      // A model that was trained without a stage (no pretraining) has nothing of it.
      for (const [key, { stage: input, ofModel }] of Object.entries(stage.reads))
        if ((input.trains || ofModel) && !isLeftOut(input, experiment)) inputs[key] = await model(input.name);
    }
    await stage.fit?.(components as never, inputs as never);
  }
}
