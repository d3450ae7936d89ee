import type { Artifact } from '../artifacts/artifact.ts';
import type { Container } from '../container/container.ts';
import { useOf } from '../experiment/experiment.ts';
import { isSlot } from './slot.ts';

/**
 * Makes every component that an experiment names and lets each stage ask whether those that it uses, and a model that is there
 * already, fit. Throws the first coded error: before any exam is opened.
 */
export async function checkFit(container: Container, model?: (stage: string) => Promise<Artifact>): Promise<void> {
  const { pipeline, experiment } = container;
  for (const stage of pipeline.stages) {
    const isOff = Object.entries(stage.uses).some(
      ([key, use]) => isSlot(use) && use.optional && !useOf(experiment, key),
    );
    if (isOff) continue;
    const components = await container.components(stage.uses);
    const inputs: Record<string, Artifact> = {};
    if (model) {
      for (const [key, { stage: input, ofModel }] of Object.entries(stage.reads))
        if (input.trains || ofModel) inputs[key] = await model(input.name);
    }
    await stage.fit?.(components as never, inputs as never);
  }
}
