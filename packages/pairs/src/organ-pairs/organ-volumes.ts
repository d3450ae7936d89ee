import {
  throwIfAborted,
  type LabelMap,
  type OrganPart,
  type OrganVolume,
  type ScanEdge,
  type Volume,
} from '@totalfm/core';
import {
  boxExtentMm,
  crop,
  describeGrid,
  dilate,
  growBox,
  joinBoxes,
  labelBoxes,
  reorient,
  resampleToSize,
  sameGrid,
  touchedEdges,
  wholeBox,
  type Box,
  type LabelBox,
} from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
import type { OrganPairsOptions } from './options.ts';
import type { Part } from './parts.ts';

/** An organ part's volume, and the faces of the scan that cut it. */
export interface CutPart {
  readonly part: Part;
  readonly volume: OrganVolume;
  readonly cutBy: readonly ScanEdge[];
}

/** What lies outside of the context: air. */
const OUTSIDE_HU = -1024;

/**
 * Cuts a CT into organ parts: the part's bounding box in canonical (LPS) axes, grown by the margin, averaged or
 * interpolated to `size`. A part that the label map does not show makes none.
 */
export function cutOrgans(
  ct: Volume,
  labelMap: LabelMap,
  parts: readonly Part[],
  options: OrganPairsOptions,
  signal?: AbortSignal,
): readonly CutPart[] {
  if (!sameGrid(ct, labelMap.volume)) {
    throw pairErrors.TFM_PAIRS_GRID({
      message: `The label map has ${describeGrid(labelMap.volume)}; the CT has ${describeGrid(ct)}.`,
      fix: 'Resample the label map to the CT’s grid by nearest neighbour, or segment the CT again.',
    });
  }
  const hu = toHu(reorient(ct));
  const labels = reorient(labelMap.volume);
  const boxes = labelBoxes(labels);
  return parts.flatMap((part): CutPart[] => {
    throwIfAborted(signal);
    const cut =
      part.structures === 'scan'
        ? wholeScan(hu, part, options)
        : organ(hu, labels, boxes, numbersOf(labelMap, part.structures), part, options);
    return cut ? [{ part, ...cut }] : [];
  });
}

/** HU as int16, whatever the reader gave: rounded, and kept within int16's range. NaN becomes air. */
function toHu(volume: Volume): Volume<Int16Array> {
  const { data } = volume;
  if (data instanceof Int16Array) return { ...volume, data };
  const out = new Int16Array(data.length);
  for (let voxel = 0; voxel < out.length; voxel++) {
    const value = data[voxel];
    out[voxel] =
      value > 32767 ? 32767 : value >= -32768 ? Math.floor(value + 0.5) : value < -32768 ? -32768 : OUTSIDE_HU;
  }
  return { ...volume, data: out };
}

function wholeScan(
  hu: Volume<Int16Array>,
  { organ, side }: OrganPart,
  { size }: OrganPairsOptions,
): Omit<CutPart, 'part'> {
  const extentMm = boxExtentMm(wholeBox(hu.size), hu.spacing);
  const organMl = (extentMm[0] * extentMm[1] * extentMm[2]) / 1000;
  return {
    volume: {
      organ,
      ...(side && { side }),
      hu: resampleToSize(hu, size, 'area').data,
      size,
      extentMm,
      organExtentMm: extentMm,
      organMl,
    },
    cutBy: [],
  };
}

const numbersOf = ({ names }: LabelMap, structures: readonly string[]): readonly number[] =>
  [...names].filter(([, name]) => structures.includes(name)).map(([number]) => number);

function organ(
  hu: Volume<Int16Array>,
  labels: Volume,
  boxes: ReadonlyMap<number, LabelBox>,
  numbers: readonly number[],
  { organ, side }: OrganPart,
  options: OrganPairsOptions,
): Omit<CutPart, 'part'> | undefined {
  const shown = numbers.flatMap((number) => boxes.get(number) ?? []);
  const voxels = shown.reduce((sum, box) => sum + box.voxels, 0);
  if (voxels < options.minVoxels) return undefined;
  const { size, spacing } = hu;
  const own = shown.reduce<Box>(joinBoxes, shown[0]);
  const margin = options.context === 'dilate' ? Math.max(options.marginMm, options.dilateMm) : options.marginMm;
  const box = growBox(own, hu, margin, options.minExtentMm);
  const isOrgan = membership(numbers);
  return {
    volume: {
      organ,
      ...(side && { side }),
      hu:
        options.context === 'box'
          ? resampleToSize(hu, options.size, 'area', box).data
          : withoutSurroundings(hu, labels, box, isOrgan, options),
      mask: maskOf(resampleToSize(labels, options.size, 'nearest', box).data, isOrgan),
      size: options.size,
      extentMm: boxExtentMm(box, spacing),
      organExtentMm: boxExtentMm(own, spacing),
      organMl: (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000,
    },
    cutBy: touchedEdges(own, size),
  };
}

/** A table that is 1 for the organ's numbers. */
function membership(numbers: readonly number[]): Uint8Array {
  const table = new Uint8Array(Math.max(0, ...numbers) + 1);
  for (const number of numbers) table[number] = 1;
  return table;
}

function maskOf(labels: ArrayLike<number>, isOrgan: Uint8Array): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let voxel = 0; voxel < mask.length; voxel++) mask[voxel] = isOrgan[labels[voxel]] ?? 0;
  return mask;
}

/** The crop with everything but the (dilated) organ made air, before it is resampled, so that its border stays smooth. */
function withoutSurroundings(
  hu: Volume<Int16Array>,
  labels: Volume,
  box: Box,
  isOrgan: Uint8Array,
  { context, dilateMm, size }: OrganPairsOptions,
): Int16Array {
  const part = crop(hu, box);
  const mask = maskOf(crop(labels, box).data, isOrgan);
  const seen = context === 'dilate' ? dilate(mask, part.size, part.spacing, dilateMm) : mask;
  for (let voxel = 0; voxel < seen.length; voxel++) if (!seen[voxel]) part.data[voxel] = OUTSIDE_HU;
  return resampleToSize(part, size, 'area').data;
}
