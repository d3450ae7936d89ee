import type { BodyKnowledge, StructureOrder, StructureRange } from '@totalfm/core';
import type { StructureMeasure } from './measure-structures.ts';
import { percent, type Suspicion } from './suspicion.ts';

/** Something that is wrong with the mask of one structure. */
export interface MaskFault {
  readonly structure: string;
  readonly kind: 'size' | 'hu' | 'pieces';
  /** A full sentence, with the numbers it rests on. */
  readonly message: string;
}

export interface MaskQuality {
  /** Of the scan as a whole: every mask of it is in doubt. */
  readonly scan: readonly Suspicion[];
  readonly faults: readonly MaskFault[];
}

type Measures = ReadonlyMap<string, StructureMeasure>;

/** Holds what was measured of masks against what is known of bodies. */
export function suspectMasks(measures: Measures, { order, ranges, onePiece }: BodyKnowledge): MaskQuality {
  const sizes = suspectSizes(measures, ranges);
  const faults = [...measures].flatMap(([structure, measure]) => {
    const range = ranges.get(structure);
    return [
      ...(range ? [...sizeFault(structure, measure, range), ...huFault(structure, measure, range)] : []),
      ...piecesFault(structure, measure, onePiece.get(structure)),
    ];
  });
  const densities = suspectDensities(measures, ranges, faults);
  // What is wrong altogether is told once.
  return {
    scan: [...suspectOrder(measures, order), ...(sizes ? [sizes] : []), ...(densities ? [densities] : [])],
    faults: faults.filter(({ kind }) => !(sizes && kind === 'size') && !(densities && kind === 'hu')),
  };
}

const axes = ['left', 'posterior', 'superior'] as const;

const wrongOrder = {
  left: ['left-right-swapped', 'lie on the wrong sides: the scan or its header may be mirrored'],
  posterior: [
    'front-back-swapped',
    'lie in the wrong order from front to back: the scan or its header may be mirrored',
  ],
  superior: ['upside-down', 'lie in the wrong order from bottom to top: the slices may be reversed'],
} as const;

function suspectOrder(measures: Measures, order: readonly StructureOrder[]): readonly Suspicion[] {
  return axes.flatMap((axis, row): Suspicion[] => {
    const differences = order.flatMap((pair) => {
      const [from, to] = [measures.get(pair.from), measures.get(pair.to)];
      return pair.axis === axis && from && to ? [to.centreMm[row] - from.centreMm[row]] : [];
    });
    const wrong = differences.filter((mm) => mm < 0).length;
    if (wrong * 2 <= differences.length) return [];
    const [kind, message] = wrongOrder[axis];
    return [{ kind, message: `${wrong} of ${differences.length} pairs of organs ${message}.` }];
  });
}

const ml = ({ volumeMm3 }: StructureMeasure) => volumeMm3 / 1000;

/** −1: too small, though no edge of the scan cuts it; 1: too large; 0: neither. */
function sizeOf(measure: StructureMeasure, { ml: [low, high] }: StructureRange): -1 | 0 | 1 {
  if (ml(measure) > high) return 1;
  return ml(measure) < low && measure.edges.length === 0 ? -1 : 0;
}

/** Where most structures are too small, or too large, the voxels' size is wrong rather than the masks. */
function suspectSizes(measures: Measures, ranges: BodyKnowledge['ranges']): Suspicion | undefined {
  const whole = [...measures].flatMap(([name, measure]) => {
    const range = ranges.get(name);
    return range && (measure.edges.length === 0 || sizeOf(measure, range) > 0) ? [{ name, measure, range }] : [];
  });
  for (const sign of [-1, 1] as const) {
    const wrong = whole.filter(({ measure, range }) => sizeOf(measure, range) === sign);
    if (wrong.length < 3 || wrong.length * 2 <= whole.length) continue;
    const [first] = wrong;
    const said = sign < 0 ? 'smaller than in any adult' : 'larger than in anybody';
    return {
      kind: 'sizes',
      message: `${wrong.length} of ${whole.length} organs are ${said} (${first.name}: ${ml(first.measure).toPrecision(3)} ml): the spacing may be wrong.`,
    };
  }
  return undefined;
}

/** Where most structures have HU of something else, the CT's values are wrong, or the masks are another scan's. */
function suspectDensities(
  measures: Measures,
  ranges: BodyKnowledge['ranges'],
  faults: readonly MaskFault[],
): Suspicion | undefined {
  const all = [...measures.keys()].filter((structure) => ranges.has(structure)).length;
  const wrong = faults.filter(({ kind }) => kind === 'hu');
  if (wrong.length < 3 || wrong.length * 2 <= all) return undefined;
  return {
    kind: 'densities',
    message: `${wrong.length} of ${all} organs have HU of something else (${wrong[0].message.replace(/\.$/, '')}): the CT may not be in HU, or the masks may be of another scan.`,
  };
}

function sizeFault(structure: string, measure: StructureMeasure, range: StructureRange): readonly MaskFault[] {
  const size = sizeOf(measure, range);
  if (size === 0) return [];
  const limit = size < 0 ? `less than ${range.ml[0]}` : `more than ${range.ml[1]}`;
  return [{ structure, kind: 'size', message: `${structure} has ${ml(measure).toPrecision(3)} ml, ${limit} ml.` }];
}

/** A structure that an edge of the scan cuts may be in pieces within it. */
function piecesFault(
  structure: string,
  { pieces, largestShare, edges }: StructureMeasure,
  least = 0,
): readonly MaskFault[] {
  if (largestShare >= least || edges.length > 0) return [];
  const message = `${structure} is in ${pieces} pieces, of which the largest has ${percent(largestShare)} of it.`;
  return [{ structure, kind: 'pieces', message }];
}

function huFault(structure: string, { meanHu }: StructureMeasure, { hu: [low, high] }: StructureRange) {
  if (meanHu >= low && meanHu <= high) return [];
  const message = `${structure} has a mean of ${Math.round(meanHu)} HU, outside of ${low} … ${high}.`;
  return [{ structure, kind: 'hu' as const, message }];
}
