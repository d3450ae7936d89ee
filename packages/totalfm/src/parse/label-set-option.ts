import { didYouMean } from '@totalfm/core';
import { labelSets, type LabelSet } from '@totalfm/anatomy';
import { appErrors } from '../errors.ts';

/** The label set of this id. Throws `TFM_USAGE`. */
export function labelSetOf(id: string): LabelSet {
  const found = labelSets.find((set) => set.id === id);
  if (found) return found;
  throw appErrors.TFM_USAGE({
    option: '--labels',
    message: `There is no label set \`${id}\`.`,
    fix: didYouMean(
      id,
      labelSets.map((set) => set.id),
    ),
  });
}
