import { namedTensors, readWeights, writeTensorFiles } from '@totalfm/compute';
import type { ParameterSpecs, PublishedWeights } from '@totalfm/core';

/** Keeps published weights as the parameters that they become, for `openTensorFiles`. Throws what reading and matching them throw. */
export async function keepPublished(
  weights: string,
  into: string,
  published: PublishedWeights,
  parameters: ParameterSpecs,
): Promise<void> {
  const values = published.values(await readWeights(weights), weights);
  await writeTensorFiles(into, namedTensors(parameters, values));
}
