import {
  defineComponent,
  mapTriple,
  organParts,
  sameGrid,
  throwIfAborted,
  tokens,
  type AnatomyStructures,
  type LabelMap,
  type OrganCut,
  type OrganPartStructures,
  type Volume,
  type VolumeCutter,
  type VoxelArray,
} from '@totalfm/core';
import {
  boxExtentMm,
  describeGrid,
  joinBoxes,
  labelBoxes,
  reorient,
  resampleToSize,
  resampleToSpacing,
  toHu,
  touchedEdges,
  wholeBox,
  type Box,
  type Interpolation,
  type LabelBox,
} from '@totalfm/imaging';
import { totalFmErrors } from '../errors.ts';
import { cropBox } from './crop-box.ts';
import { totalFmVolumesOptions, type TotalFmVolumesOptions } from './options.ts';

/** A CT with its labels, axes to the left, posterior and superior, no finer than the options say; and both as they were. */
interface Scan {
  readonly ct: Volume;
  readonly labels: Volume;
  readonly boxes: ReadonlyMap<number, LabelBox>;
  readonly source: Volume;
  readonly sourceBoxes: ReadonlyMap<number, LabelBox>;
}

/**
 * The original TotalFM's volumes: one crop for each organ part, in which nothing is masked, resampled to one size, so that
 * physical scale is lost. The original leaves axes as a file has them; here they are LPS first, which is the same for files that are.
 * Its windows are cut off before the last resampling and ours behind it: HU are what a volume holds.
 *
 * It does not look for masks that are wrong, and doubts none.
 */
export function createTotalFmVolumes({ organs }: AnatomyStructures, options: TotalFmVolumesOptions): VolumeCutter {
  return {
    size: options.size,
    async cut(ct, labelMap, { signal } = {}) {
      throwIfAborted(signal);
      const scan = prepare(ct, labelMap, options);
      return organParts(organs).flatMap((part): readonly OrganCut[] => {
        throwIfAborted(signal);
        const cut = cutPart(scan, numbersOf(labelMap, scan, part), part, options);
        return cut ? [cut] : [];
      });
    },
  };
}

function prepare(ct: Volume, { volume }: LabelMap, { minSpacingMm }: TotalFmVolumesOptions): Scan {
  if (!sameGrid(ct, volume))
    throw totalFmErrors.TFM_TOTALFM_GRID({
      message: `The label map has ${describeGrid(volume)}; the CT has ${describeGrid(ct)}.`,
      fix: 'Resample the label map to the CT’s grid by nearest neighbour, or segment the CT again.',
    });
  const [source, sourceLabels] = [reorient(ct), reorient(volume)];
  const spacing = mapTriple(source.spacing, (mm, axis) => Math.max(mm, minSpacingMm[axis]));
  const coarser = <Data extends VoxelArray>(of: Volume<Data>, mode: Interpolation) =>
    spacing.every((mm, axis) => mm === of.spacing[axis]) ? of : resampleToSpacing(of, spacing, mode);
  const labels = coarser(sourceLabels, 'nearest');
  return {
    ct: coarser(source, 'trilinear'),
    labels,
    boxes: labelBoxes(labels),
    source,
    sourceBoxes: labelBoxes(sourceLabels),
  };
}

function numbersOf(
  { names }: LabelMap,
  { boxes }: Scan,
  { structures }: OrganPartStructures,
): readonly number[] | 'scan' {
  if (structures === 'scan') return 'scan';
  return [...names].flatMap(([number, name]) => (structures.includes(name) && boxes.has(number) ? [number] : []));
}

/** Undefined where the label map shows nothing of the part; a structure that is lost when it is resampled is not shown. */
function cutPart(
  { ct, labels, boxes, source, sourceBoxes }: Scan,
  numbers: readonly number[] | 'scan',
  { organ, side }: OrganPartStructures,
  options: TotalFmVolumesOptions,
): OrganCut | undefined {
  if (numbers.length === 0) return undefined;
  const around = (of: ReadonlyMap<number, LabelBox>, whole: Volume): Box =>
    numbers === 'scan'
      ? wholeBox(whole.size)
      : numbers.flatMap((number): readonly Box[] => [of.get(number) as LabelBox]).reduce(joinBoxes);
  const own = around(sourceBoxes, source);
  const box = cropBox(around(boxes, ct), ct.size, options);
  const [x, y, z] = numbers === 'scan' ? boxExtentMm(own, source.spacing) : source.spacing;
  const voxels =
    numbers === 'scan' ? 1 : numbers.reduce((sum, number) => sum + (sourceBoxes.get(number)?.voxels ?? 0), 0);
  const shown = numbers === 'scan' ? undefined : new Set(numbers);
  const mask = shown && resampleToSize(labels, options.size, 'nearest', box).data;
  return {
    volume: {
      organ,
      ...(side && { side }),
      hu: toHu(resampleToSize(ct, options.size, 'trilinear', box)).data,
      ...(mask && { mask: Uint8Array.from(mask, (label) => (shown.has(label) ? 1 : 0)) }),
      size: options.size,
      extentMm: boxExtentMm(box, ct.spacing),
      organExtentMm: boxExtentMm(own, source.spacing),
      organMl: (voxels * x * y * z) / 1000,
    },
    cutBy: numbers === 'scan' ? [] : touchedEdges(own, source.size),
    doubts: [],
    sourceSpacing: source.spacing,
  };
}

export const totalFmVolumes = defineComponent({
  provides: tokens.VolumeCutter,
  id: 'totalfm',
  description: 'The original TotalFM’s crops: an organ’s slices, 192 to 448 voxels wide around it, as 192 × 192 × 32.',
  options: totalFmVolumesOptions,
  needs: { anatomy: tokens.AnatomyStructures },
  create: ({ options, needs }) => createTotalFmVolumes(needs.anatomy, options),
});
