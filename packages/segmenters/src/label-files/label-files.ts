import { nameStructures } from '@totalfm/anatomy';
import {
  defineComponent,
  didYouMean,
  throwIfAborted,
  tokens,
  type LabelMap,
  type Segmenter,
  type Warn,
} from '@totalfm/core';
import { labelBoxes, wholeLabels } from '@totalfm/imaging';
import { z } from 'zod';
import { segmenterErrors } from '../errors.ts';
import { fromVersion1 } from './numbering.ts';
import { onGridOf } from './on-grid-of.ts';

export const labelFilesOptions = z.strictObject({
  unknown: z
    .enum(['error', 'background'])
    .default('error')
    .describe('What to do with numbers that no structure has: fail the exam, or take them as background.'),
  missing: z
    .array(z.string())
    .default([])
    .describe(
      'Structures that are taken out, as if they had been missed: what a model bears of it (`liver`, `lung_lower_lobe_left`).',
    ),
});

export type LabelFilesOptions = z.output<typeof labelFilesOptions>;

type LabelFilesInput = Pick<LabelFilesOptions, 'unknown'> & Partial<LabelFilesOptions>;

/** The label map that comes with each exam, on the CT's grid, checked: not empty, every number with a name. */
export function createLabelFiles({ unknown, missing = [] }: LabelFilesInput): Segmenter {
  return {
    passthrough: true,
    async segment(exam, ct, signal, warn) {
      throwIfAborted(signal);
      if (!exam.labelMap) {
        throw segmenterErrors.TFM_SEGMENTATION_MISSING({
          exam: exam.id,
          message: `The exam ${exam.id} comes without a label map.`,
          fix: 'Add its segmentation, or use a segmenter that makes one.',
        });
      }
      const read = await exam.labelMap(signal, warn);
      throwIfAborted(signal);
      const volume = onGridOf(ct, wholeLabels(read.volume), exam.id, warn);
      const placed = { ...read, volume, names: nameStructures(read) };
      const labelMap = named(ct, placed, exam.id, warn);
      const labels = [...labelBoxes(labelMap.volume).keys()];
      if (labels.length === 0) {
        throw segmenterErrors.TFM_SEGMENTATION_EMPTY({
          exam: exam.id,
          message: `The label map of ${exam.id} holds nothing but background.`,
          fix: 'Check that the segmentation ran on this CT.',
        });
      }
      const strange = labels.filter((label) => !labelMap.names.has(label));
      if (strange.length > 0 && unknown === 'error') {
        throw segmenterErrors.TFM_SEGMENTATION_UNKNOWN({
          exam: exam.id,
          message: `The label map of ${exam.id} holds the numbers ${strange.slice(0, 10).join(', ')}${strange.length > 10 ? ', …' : ''}, which no structure has.`,
          fix: 'Use TotalSegmentator v2’s numbers of the `total` task, or set `unknown: background` to leave such voxels out.',
        });
      }
      const { data, ...grid } = labelMap.volume;
      const missed = missing.map((name) => numberOf(name, labelMap, exam.id));
      return { volume: { ...grid, data: without(data, [...strange, ...missed]) }, names: labelMap.names };
    },
  };
}

/** Numbers whose names are assumed are held against the body. */
function named(ct: LabelMap['volume'], labelMap: LabelMap, exam: string, warn?: Warn): LabelMap {
  const renumbered = labelMap.assumed ? fromVersion1(ct, labelMap) : undefined;
  if (!renumbered) return labelMap;
  const { v1, v2 } = renumbered.evidence;
  const told = segmenterErrors.TFM_SEGMENTATION_NUMBERS({
    exam,
    message: `The label map of ${exam} has no names. By TotalSegmentator v2’s numbers ${v2} structures are implausible in size, HU or place, by v1’s ${v1}: it is read by v1’s.`,
    fix: 'Look at the label map; write names into it (TotalSegmentator v2 does) to leave no doubt.',
  });
  warn?.(told.toJSON());
  return renumbered.labelMap;
}

function numberOf(structure: string, { names }: LabelMap, exam: string): number {
  for (const [number, name] of names) if (name === structure) return number;
  throw segmenterErrors.TFM_SEGMENTATION_UNKNOWN({
    exam,
    option: 'segmenter.missing',
    message: `The label map of ${exam} knows no structure \`${structure}\`.`,
    fix: didYouMean(structure, [...names.values()]),
  });
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
  version: '3',
  description: 'The label map that comes with each exam.',
  options: labelFilesOptions,
  create: ({ options }) => createLabelFiles(options),
});
