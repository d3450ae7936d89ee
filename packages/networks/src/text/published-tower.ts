import type { PublishedWeights } from '@totalfm/core';
import { matchTorchParameters } from '@totalfm/compute';
import { trunkValues } from './hugging-face/read-values.ts';
import { projectionSpecs, type TowerShape } from './text-tower.ts';
import type { TextTrunk } from './text-trunk.ts';

/** Where a tower lies in the file of weights that the authors of its model published. */
export interface PublishedTower extends Omit<PublishedWeights, 'values'> {
  /** What names of the trunk begin with; behind it they are as transformers has them: `encode_text.text_encoder.`. */
  readonly trunk: string;
  /** The name of the last matrix, behind which are `.weight` and `.bias`: `encode_text.linear_layer`. */
  readonly projection?: string;
}

/** A tower's parameters from such a file. */
export function publishedTower(
  trunk: TextTrunk,
  shape: TowerShape,
  { trunk: prefix, projection = 'projection', ...published }: PublishedTower,
): PublishedWeights {
  const advice = published.source;
  return {
    ...published,
    values: (tensors, file) => ({
      ...trunkValues(trunk, tensors, { file, prefix, advice }),
      ...matchTorchParameters(
        projectionSpecs(trunk, shape),
        { ...tensors },
        { file, advice, nameOf: (name) => name.replace('projection/', `${projection}.`) },
      ),
    }),
  };
}
