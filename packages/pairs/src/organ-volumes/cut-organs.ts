import {
  mapTriple,
  throwIfAborted,
  type LabelMap,
  type OrganCut,
  type OrganPart,
  type OrganPartStructures,
  type Triple,
  type Volume,
} from '@totalfm/core';
import {
  boxExtentMm,
  crop,
  dilate,
  growBox,
  joinBoxes,
  resampleToSize,
  touchedEdges,
  toHu,
  type Box,
  type LabelBox,
} from '@totalfm/imaging';
import { measureStructures } from './measure-structures.ts';
import type { OrganVolumesOptions } from './options.ts';
import type { UprightScan } from './upright-scan.ts';
import { scanMeasures } from './whole-scan.ts';

/** A cut before anybody has looked at the scan and its masks. */
export type BareCut = Omit<OrganCut, 'doubts' | 'phase'>;

type Cut = Omit<BareCut, 'sourceSpacing'>;

/** What lies outside of the context: air. */
const OUTSIDE_HU = -1024;

/**
 * Cuts a scan into organ parts: the part's bounding box, grown by the margin, averaged or interpolated to `size`. A part that the
 * label map does not show makes none.
 */
export function cutOrgans(
  { ct, labelMap, boxes }: UprightScan,
  parts: readonly OrganPartStructures[],
  options: OrganVolumesOptions,
  signal?: AbortSignal,
): readonly BareCut[] {
  const hu = toHu(ct);
  return parts.flatMap((part): BareCut[] => {
    throwIfAborted(signal);
    const cut =
      part.structures === 'scan'
        ? wholeScan(hu, part, options)
        : organ(
            { hu, labels: labelMap.volume, boxes, names: labelMap.names },
            numbersOf(labelMap, part.structures),
            part,
            options,
          );
    return cut ? [{ ...cut, sourceSpacing: ct.spacing }] : [];
  });
}

/** Voxels of the volume of an organ whose crop has this extent. */
function sizeFor(organ: string, extentMm: Triple, { size, spacing }: OrganVolumesOptions): Triple {
  if (!spacing) return size;
  const voxelMm = Array.isArray(spacing) ? spacing : (spacing[organ] ?? spacing.default);
  return mapTriple(extentMm, (extent, axis) => Math.max(1, Math.round(extent / voxelMm[axis])));
}

function wholeScan(hu: Volume<Int16Array>, { organ, side }: OrganPart, options: OrganVolumesOptions): Cut {
  const measures = scanMeasures(hu);
  const size = sizeFor(organ, measures.organExtentMm, options);
  const shown = resampleToSize(hu, size, 'area');
  return {
    volume: {
      organ,
      ...(side && { side }),
      hu: shown.data,
      size,
      extentMm: measures.organExtentMm,
      ...measures,
    },
    cutBy: [],
    ...placeOf(shown),
  };
}

const numbersOf = ({ names }: LabelMap, structures: readonly string[]): readonly number[] =>
  [...names].filter(([, name]) => structures.includes(name)).map(([number]) => number);

interface Scan {
  readonly hu: Volume<Int16Array>;
  readonly labels: Volume;
  readonly boxes: ReadonlyMap<number, LabelBox>;
  readonly names: LabelMap['names'];
}

function organ(
  { hu, labels, boxes, names }: Scan,
  numbers: readonly number[],
  { organ, side }: OrganPart,
  options: OrganVolumesOptions,
): Cut | undefined {
  const shown = numbers.flatMap((number) => boxes.get(number) ?? []);
  const voxels = shown.reduce((sum, box) => sum + box.voxels, 0);
  if (voxels < options.minVoxels) return undefined;
  const { size, spacing } = hu;
  const own = shown.reduce<Box>(joinBoxes, shown[0]);
  const margin = options.context === 'dilate' ? Math.max(options.marginMm, options.dilateMm) : options.marginMm;
  const box = growBox(own, hu, margin, options.minExtentMm);
  const isOrgan = membership(numbers);
  const extentMm = boxExtentMm(box, spacing);
  const shape = sizeFor(organ, extentMm, options);
  const shownLabels = resampleToSize(labels, shape, 'nearest', box);
  return {
    volume: {
      organ,
      ...(side && { side }),
      hu:
        options.context === 'box'
          ? resampleToSize(hu, shape, 'area', box).data
          : withoutSurroundings({ hu, labels }, box, isOrgan, { ...options, size: [...shape] }),
      mask: maskOf(shownLabels.data, isOrgan),
      size: shape,
      extentMm,
      organExtentMm: boxExtentMm(own, spacing),
      organMl: (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000,
      structures: measureStructures(
        { labels: shownLabels.data, size: shape, voxelMm: shownLabels.spacing },
        names,
        numbers,
      ),
    },
    cutBy: touchedEdges(own, size),
    ...placeOf(shownLabels),
  };
}

/** A twentieth of a degree: half a millimetre at the far end of a scan. */
const upright = 1e-3;

/** Where a volume lies, if its axes are the patient's. */
function placeOf({ origin, direction }: Volume): Pick<Cut, 'originMm'> {
  const straight = direction.every((cosine, at) => Math.abs(cosine - (at % 4 === 0 ? 1 : 0)) <= upright);
  return straight ? { originMm: origin } : {};
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
  { hu, labels }: Pick<Scan, 'hu' | 'labels'>,
  box: Box,
  isOrgan: Uint8Array,
  { context, dilateMm, size }: OrganVolumesOptions,
): Int16Array {
  const part = crop(hu, box);
  const mask = maskOf(crop(labels, box).data, isOrgan);
  const seen = context === 'dilate' ? dilate(mask, part.size, part.spacing, dilateMm) : mask;
  for (let voxel = 0; voxel < seen.length; voxel++) if (!seen[voxel]) part.data[voxel] = OUTSIDE_HU;
  return resampleToSize(part, size, 'area').data;
}
