import { totalSegmentatorNames } from '@totalfm/anatomy';

/** How the answers of a model become labels. */
export interface LabelPlan {
  /** Channels of its logits. */
  readonly heads: number;
  /** Of a model of regions, the label of each channel: the last whose logit is above 0 holds. Otherwise the largest logit does. */
  readonly regions?: readonly number[];
  /** Structure by label, 0 (the background) left out. */
  readonly names: ReadonlyMap<number, string>;
}

type LabelValue = number | readonly number[];

/**
 * nnU-Net’s `labels` of `dataset.json`: one number each; or regions, which are lists of numbers that may overlap, and then
 * `regions_class_order` says which number a region writes. `ignore` marks voxels that training left out, and has no channel.
 */
export function labelPlan(labels: Readonly<Record<string, LabelValue>>, order?: readonly number[]): LabelPlan {
  const entries = Object.entries(labels).filter(([name]) => name !== 'ignore');
  const foreground = entries.filter(([, value]) => !isBackground(value));
  if (order) {
    return {
      heads: foreground.length,
      regions: order,
      names: new Map(foreground.map(([name], index) => [order[index], name])),
    };
  }
  return { heads: entries.length, names: new Map(foreground.map(([name, value]) => [Number(value), name])) };
}

const isBackground = (value: LabelValue) =>
  typeof value === 'number' ? value === 0 : value.every((label) => label === 0);

const known = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));

/** The first number of structures that TotalSegmentator has none for. */
const FIRST_OWN = 201;

/** Numbers in a label map: TotalSegmentator’s where it knows the structure, those from 201 on for others, in their order. */
export function structureNumbers(structures: readonly string[]): ReadonlyMap<string, number> {
  let next = FIRST_OWN;
  return new Map([...new Set(structures)].map((name) => [name, known.get(name) ?? next++]));
}
