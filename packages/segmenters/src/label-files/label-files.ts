import { defineComponent, throwIfAborted, tokens, type LabelMap, type Segmenter } from '@totalfm/core';
import { describeGrid, geometryOf, labelBoxes, sameGrid } from '@totalfm/imaging';
import { z } from 'zod';
import { segmenterErrors } from '../errors.ts';

export const labelFilesOptions = z.strictObject({
  unknown: z
    .enum(['error', 'background'])
    .default('error')
    .describe('What to do with numbers that no structure has: fail the exam, or take them as background.'),
});

export type LabelFilesOptions = z.output<typeof labelFilesOptions>;

/** The label map that comes with each exam, checked: on the CT's grid, not empty, every number with a name. */
export function createLabelFiles({ unknown }: LabelFilesOptions): Segmenter {
  return {
    passthrough: true,
    async segment(exam, ct, signal) {
      throwIfAborted(signal);
      if (!exam.labelMap) {
        throw segmenterErrors.TFM_SEGMENTATION_MISSING({
          exam: exam.id,
          message: `The exam ${exam.id} comes without a label map.`,
          fix: 'Add its segmentation, or use a segmenter that makes one.',
        });
      }
      const { volume, names } = await exam.labelMap(signal);
      throwIfAborted(signal);
      if (!sameGrid(volume, ct)) {
        throw segmenterErrors.TFM_SEGMENTATION_GRID({
          exam: exam.id,
          message: `The label map of ${exam.id} has ${describeGrid(volume)}; its CT has ${describeGrid(ct)}.`,
          fix: 'Resample the label map to the CT’s grid by nearest neighbour, or segment this CT again.',
        });
      }
      const labels = [...labelBoxes(volume).keys()];
      if (labels.length === 0) {
        throw segmenterErrors.TFM_SEGMENTATION_EMPTY({
          exam: exam.id,
          message: `The label map of ${exam.id} holds nothing but background.`,
          fix: 'Check that the segmentation ran on this CT.',
        });
      }
      const strange = labels.filter((label) => !names.has(label));
      if (strange.length > 0 && unknown === 'error') {
        throw segmenterErrors.TFM_SEGMENTATION_UNKNOWN({
          exam: exam.id,
          message: `The label map of ${exam.id} holds the numbers ${strange.slice(0, 10).join(', ')}${strange.length > 10 ? ', …' : ''}, which no structure has.`,
          fix: 'Use TotalSegmentator v2’s numbers of the `total` task, or set `unknown: background` to leave such voxels out.',
        });
      }
      // The CT's own geometry, so that rounding in two headers never makes two grids.
      return { volume: { data: without(volume.data, strange), ...geometryOf(ct) }, names };
    },
  };
}

function without(data: LabelMap['volume']['data'], labels: readonly number[]): LabelMap['volume']['data'] {
  if (labels.length === 0) return data;
  const drop = new Set(labels);
  const out = data.slice();
  for (let voxel = 0; voxel < out.length; voxel++) if (out[voxel] !== 0 && drop.has(out[voxel])) out[voxel] = 0;
  return out;
}

export const labelFiles = defineComponent({
  provides: tokens.Segmenter,
  id: 'label-files',
  description: 'The label map that comes with each exam.',
  options: labelFilesOptions,
  create: ({ options }) => createLabelFiles(options),
});
