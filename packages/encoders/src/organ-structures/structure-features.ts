import type { OrganPartStructures, OrganVolume, StructureMeasure } from '@totalfm/core';

/** Numbers of each of an organ’s structures: 1 where it is there, four against its neighbours, four against its organ. */
export const STRUCTURE_FEATURES = 9;

/** Which structures are told of each part, and which of any crop. */
export interface ToldStructures {
  /** By part: the names of its structures, in their order. */
  readonly own: readonly (readonly string[])[];
  /** The longest list of `own`. */
  readonly most: number;
  /** All structures of the experiment. */
  readonly all: readonly string[];
}

export function structuresOf(parts: readonly OrganPartStructures[]): ToldStructures {
  const own = parts.map(({ structures }) => (structures === 'scan' ? [] : structures));
  return { own, most: Math.max(1, ...own.map(({ length }) => length)), all: [...new Set(own.flat())] };
}

/** What the inputs are, for whoever feeds an exported file. */
export const structureNotes = ({ all }: ToldStructures): Readonly<Record<string, string>> => ({
  structures: `For each structure of the part in its order, zeros where it is not there: 1; then 5 · (ln v − mean of ln v of the structures before and after it in the list) of ml and of thickness along x, y, z (volume over the area cast along the axis); then ln v − the median of ln v over the part’s structures of the same four.`,
  others: `min(1, ml in the crop) of each of ${all.join(', ')}.`,
});

/**
 * How each structure of an organ compares with those beside it in the organ’s list, and with all of them: a collapsed vertebra is thinner
 * than the two next to it, a collapsed lobe smaller than the others, however large the patient is. [own · 9]
 */
export function structureFeatures({ structures = [] }: OrganVolume, own: readonly string[]): Float32Array {
  const features = new Float32Array(own.length * STRUCTURE_FEATURES);
  const byName = new Map(structures.map((measure) => [measure.structure, measure]));
  const measures = own.map((name) => logMeasures(byName.get(name)));
  const medians = [0, 1, 2, 3].map((at) => median(measures.flatMap((values) => values?.[at] ?? [])));
  measures.forEach((values, place) => {
    if (!values) return;
    const beside = [measures[place - 1], measures[place + 1]].filter((one) => one !== undefined);
    const from = place * STRUCTURE_FEATURES;
    features[from] = 1;
    values.forEach((value, at) => {
      const expected = beside.reduce((sum, one) => sum + one[at], 0) / beside.length;
      features[from + 1 + at] = beside.length === 0 ? 0 : bounded(5 * (value - expected));
      features[from + 5 + at] = bounded(value - medians[at]);
    });
  });
  return features;
}

/** Which structures of the experiment lie in the crop: a gallbladder that was taken out is in no crop of the liver. */
export function structuresThere({ structures = [] }: OrganVolume, all: readonly string[]): Float32Array {
  const there = new Float32Array(all.length);
  for (const { structure, ml } of structures) {
    const place = all.indexOf(structure);
    if (place >= 0) there[place] = Math.min(1, ml);
  }
  return there;
}

function logMeasures(measure: StructureMeasure | undefined): readonly number[] | undefined {
  if (!measure?.thicknessMm || measure.ml <= 0) return undefined;
  return [measure.ml, ...measure.thicknessMm].map((value) => Math.log(Math.max(value, 1e-3)));
}

const bounded = (value: number) => Math.max(-3, Math.min(3, value));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
