import { canonicalJson, groupBy, type Json } from '@totalfm/core';
import type { Arm } from './arms.ts';
import { experimentDifferences, shortJson } from './experiments.ts';

export interface CurvePoint {
  /** Its number. */
  readonly x: number;
  /** Place of the arm. */
  readonly arm: number;
}

/** Arms that differ in nothing but the number. */
export interface Curve {
  /** By what it differs from the other curves: its sweep’s name, or `organ-vit, pretrain false`; empty where there is but one. */
  readonly name: string;
  /** From the least number on. */
  readonly points: readonly CurvePoint[];
}

/** A number of the experiments that arms are drawn against. */
export interface Curves {
  /** `align.steps` */
  readonly path: string;
  readonly curves: readonly Curve[];
}

/** Numbers that tell things apart, and measure nothing. */
const labels = new Set(['seed', 'fold']);

/**
 * Every number in which arms differ that are alike in all else, with a curve for each way in which they are alike. Numbers that
 * only change together with others have none.
 */
export function curvesOf(arms: readonly Arm[]): readonly Curves[] {
  const experiments = arms.map(({ runs: [{ experiment }] }) =>
    experiment ? ({ ...experiment, name: undefined, seed: undefined } as unknown as Json) : undefined,
  );
  const numbers = experiments.map((one) => numbersOf(one));
  const paths = [...new Set(numbers.flatMap((one) => [...one.keys()]))];
  return paths.flatMap((path) => {
    if (new Set(numbers.flatMap((one) => one.get(path) ?? [])).size < 2) return [];
    const placed = [...arms.keys()].filter((arm) => numbers[arm].has(path));
    const others = experiments.map((one) => without(one, path.split('.')));
    const alike = [...groupBy(placed, (arm) => canonicalJson(others[arm])).values()];
    const isCurve = (some: readonly number[]) => new Set(some.map((arm) => numbers[arm].get(path))).size > 1;
    if (!alike.some(isCurve)) return [];
    const names =
      sweepNames(alike.map((some) => some.map((arm) => arms[arm]))) ?? curveNames(alike.map(([arm]) => others[arm]));
    const curves = alike.map((some, index): Curve => {
      const points = some.map((arm) => ({ x: numbers[arm].get(path)!, arm }));
      return { name: names[index], points: points.sort((a, b) => a.x - b.x) };
    });
    return [{ path, curves }];
  });
}

/** Numbers of an experiment by path, without those that are part of a list: these change together. */
function numbersOf(value: Json | undefined, path = '', found = new Map<string, number>()): ReadonlyMap<string, number> {
  if (typeof value === 'number') found.set(path, value);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value as { readonly [key: string]: Json | undefined }))
      if (!labels.has(key) && !(Array.isArray(value) && typeof inner === 'number'))
        numbersOf(inner, path ? `${path}.${key}` : key, found);
  return found;
}

/** A value without what lies at a path. */
function without(value: Json | undefined, [key, ...rest]: readonly string[]): Json | undefined {
  if (key === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? (without(item, rest) ?? null) : item) as Json);
  const record = value as { readonly [key: string]: Json | undefined };
  return { ...record, [key]: without(record[key], rest) };
}

/** What each curve's runs are called before their sweep (`whole-volume-steps.seed-0.steps-450`), where that tells curves apart. */
function sweepNames(curves: readonly (readonly Arm[])[]): readonly string[] | undefined {
  const names = curves.map((arms) => {
    const swept = new Set(arms.flatMap(({ runs }) => runs.map(({ name }) => /^([^.{]+)\./.exec(name)?.[1])));
    return swept.size === 1 ? [...swept][0] : undefined;
  });
  const isTelling =
    names.every((name) => name !== undefined) && new Set(names).size === names.length && names.length > 1;
  return isTelling ? (names as readonly string[]) : undefined;
}

/**
 * By as few differences as tell all of them apart, the components and words first: `organ-vit, pretrain false`. Whatever follows
 * from these (the options of another component) is not said.
 */
function curveNames(experiments: readonly (Json | undefined)[]): readonly string[] {
  const differences = experimentDifferences(experiments);
  const isWord = (values: readonly (Json | undefined)[]) => values.every((value) => typeof value !== 'number');
  const ordered = [
    ...differences.filter(({ path }) => /(^|\.)use$/.test(path)),
    ...differences.filter(({ path, values }) => !/(^|\.)use$/.test(path) && isWord(values)),
    ...differences.filter(({ values }) => !isWord(values)),
  ];
  let names = experiments.map((): readonly string[] => []);
  for (const { path, values } of ordered) {
    const more = names.map((parts, index) => [...parts, partOf(path, values[index])]);
    const count = (some: readonly (readonly string[])[]) => new Set(some.map((parts) => parts.join(', '))).size;
    if (count(more) > count(names)) names = more;
  }
  return names.map((parts) => parts.join(', '));
}

function partOf(path: string, value: Json | undefined): string {
  const last = path.split('.').at(-1)!;
  const short = shortJson(value);
  if (last === 'use') return short;
  return `${last} ${short === '{…}' ? canonicalJson(value).replaceAll('"', '') : short}`;
}
