import { join } from 'node:path';
import type { ParameterValues, VisionEncoder } from '@totalfm/core';
import { matchParameters, prefixed, readTensorFiles } from '@totalfm/compute';
import { checkpointFiles } from '@totalfm/run-format';

/** What pretraining trains of a vision encoder. */
export const pretrainedSpecs = ({ masked }: Pick<VisionEncoder, 'masked'>) =>
  prefixed('vision/', masked?.parameters ?? {});

/** Its values in a pretraining checkpoint; what pretraining does not reach has none. */
export async function readPretrained(dir: string, vision: Pick<VisionEncoder, 'masked'>): Promise<ParameterValues> {
  const file = join(dir, checkpointFiles.model);
  return matchParameters(pretrainedSpecs(vision), await readTensorFiles(file), file);
}
