import { organParts, partName, tokens } from '@totalfm/core';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import type { Trained } from './open-trained.ts';

/** Beside an exported model: how the CT of each organ part is cut that its vision encoder takes. */
export const inputsFile = 'inputs.json';

/** What cuts a CT for a model without TotalFM: the cutter's options, and where each part lies in a label map. */
export interface ModelInputs {
  readonly cutter: unknown;
  /** In the order of the encoder's input `organ`. `labels`: numbers of TotalSegmentator v2, or the whole scan. */
  readonly parts: readonly { readonly name: string; readonly labels: readonly number[] | 'scan' }[];
}

export async function modelInputs({ container, experiment }: Trained): Promise<ModelInputs> {
  const { anatomy } = await container.components({ anatomy: tokens.AnatomyStructures });
  const numbersOf = (structures: readonly string[]) =>
    [...totalSegmentatorNames].filter(([, name]) => structures.includes(name)).map(([number]) => number);
  return {
    cutter: experiment.cutter,
    parts: organParts(anatomy.organs).map((part) => ({
      name: partName(part),
      labels: part.structures === 'scan' ? 'scan' : numbersOf(part.structures),
    })),
  };
}
