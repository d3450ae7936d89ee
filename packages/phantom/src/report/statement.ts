import type { Random } from '@totalfm/core';
import type { DrawnFinding } from '../scene.ts';
import { withChange } from './change.ts';
import { enumerate, say } from './expand.ts';
import type { MeasureStyle } from './measure.ts';
import { writeCount, writeSize } from './measure.ts';
import type { Wordings } from './wordings/index.ts';

/** What a report says of one finding: all of it on one side, or on both. */
export interface Statement {
  readonly finding: string;
  readonly organ: string;
  readonly text: string;
  readonly impression: string;
}

/** Words for a finding as drawn. `group` holds every instance that the statement covers. */
export function stateFinding(
  group: readonly DrawnFinding[],
  words: Wordings,
  style: MeasureStyle,
  random: Random,
): Statement {
  const largest = group.reduce((best, one) => ((one.sizeMm ?? 0) > (best.sizeMm ?? 0) ? one : best));
  const sides = new Set(group.map(({ side }) => side).filter((side) => side !== undefined));
  const both = sides.size === 2;
  const places = [...new Set(group.map(({ place }) => place).filter((place) => place !== undefined))];
  const values: Record<string, string | undefined> = {
    side: both ? 'bilateral' : [...sides][0],
    larger: both ? largest.side : undefined,
    size: largest.sizeMm === undefined ? undefined : writeSize(largest.sizeMm, style, random),
    place: largest.place,
    places: places.length > 1 ? enumerate(places) : undefined,
    kind: largest.kind,
    count: writeCount(group.length),
  };
  const many = group.length > 1 && !both;
  const templates = (both ? words.both : many ? words.several : undefined) ?? words.present;
  const hedge = words.hedged && !both && group.length === 1 && largest.severity < 0.35 && random.chance(0.3);
  const plain = say(hedge && words.hedged ? words.hedged : templates, random, values);
  const prior =
    largest.priorMm === undefined ? undefined : writeSize(largest.priorMm, { ...style, twoAxes: false }, random);
  const text =
    largest.change && random.chance(0.75)
      ? withChange(plain, { change: largest.change, prior, sized: largest.sizeMm !== undefined }, random)
      : plain;
  return { finding: largest.finding, organ: largest.organ, text, impression: say(words.impression, random, values) };
}

/** Groups instances into statements: each side by itself, or both together (always, where it is not `separable`). */
export function groupBySide(drawn: readonly DrawnFinding[], random: Random, separable: boolean): DrawnFinding[][] {
  const left = drawn.filter(({ side }) => side === 'left');
  const right = drawn.filter(({ side }) => side === 'right');
  if (left.length === 0 || right.length === 0 || !separable) return [[...drawn]];
  return random.chance(0.6) ? [[...drawn]] : [right, left];
}
