import { bodyKnowledge, totalSegmentatorNames, totalSegmentatorV1Names, v1NumberInV2 } from '@totalfm/anatomy';
import type { LabelMap, Volume, VoxelArray } from '@totalfm/core';
import { labelBoxes, measureStructures, suspectMasks } from '@totalfm/imaging';

/** A label map in TotalSegmentator v2's numbers, and why its numbers were taken for v1's. */
export interface Renumbered {
  readonly labelMap: LabelMap;
  /** How many structures are implausible in size, HU or place by v2's numbers, and by v1's. */
  readonly evidence: { readonly v2: number; readonly v1: number };
}

/**
 * TotalSegmentator v1 and v2 number structures differently, and most files do not say which. Bodies do: read by the wrong
 * list, the pancreas is full of air and vertebrae are as large as lungs. Undefined where v2 is as plausible.
 */
export function fromVersion1(ct: Volume, { volume }: LabelMap): Renumbered | undefined {
  const boxes = labelBoxes(volume);
  const labels = [...boxes.keys()];
  const v2 = implausible(ct, { volume, names: totalSegmentatorNames }, boxes);
  if (v2 < 2) return undefined;
  const v1 = implausible(ct, { volume, names: totalSegmentatorV1Names }, boxes);
  if (2 * v1 >= v2) return undefined;
  const data = renumbered(volume.data, labels);
  return { labelMap: { volume: { ...volume, data }, names: totalSegmentatorNames }, evidence: { v2, v1 } };
}

function implausible(ct: Volume, labelMap: LabelMap, boxes: ReturnType<typeof labelBoxes>): number {
  const { scan, faults } = suspectMasks(measureStructures(ct, labelMap, boxes), bodyKnowledge);
  return (
    [...boxes.keys()].filter((label) => !labelMap.names.has(label)).length +
    scan.length +
    new Set(faults.map((f) => f.structure)).size
  );
}

function renumbered(data: VoxelArray, labels: readonly number[]): Uint8Array {
  const table = new Uint8Array(Math.max(0, ...labels) + 1);
  for (const label of labels) table[label] = v1NumberInV2(label) ?? 0;
  return Uint8Array.from(data as Uint8Array, (label) => table[label]);
}
