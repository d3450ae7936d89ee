import type { Json } from '@totalfm/core';

/** Where the runs' experiments differ: one value for each run, undefined where its experiment has none. */
export interface ExperimentDifference {
  /** `align.optimizer.use`, `evaluate.1` */
  readonly path: string;
  readonly values: readonly (Json | undefined)[];
}

/**
 * The least paths at which resolved experiments differ. Objects are gone into where all are objects; where one run has
 * another kind of value, or none, they stand as a whole.
 */
export function experimentDifferences(experiments: readonly (Json | undefined)[], path = ''): ExperimentDifference[] {
  if (experiments.every((one) => sameJson(one, experiments[0]))) return [];
  if (!experiments.every(isObject)) return [{ path, values: experiments }];
  const keys = [...new Set(experiments.flatMap((one) => Object.keys(one as JsonObject)))];
  return keys.flatMap((key) =>
    experimentDifferences(
      experiments.map((one) => (one as JsonObject)[key]),
      path ? `${path}.${key}` : key,
    ),
  );
}

/** A value in the width of a cell: of a component its id. */
export function shortJson(value: Json | undefined): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.map(shortJson).join(', ');
  if (isObject(value)) return typeof (value as JsonObject).use === 'string' ? `${(value as JsonObject).use}` : '{…}';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type JsonObject = { readonly [key: string]: Json | undefined };

/** Lists of objects too: by place. */
const isObject = (value: Json | undefined): value is JsonObject | readonly JsonObject[] =>
  typeof value === 'object' && value !== null && (!Array.isArray(value) || value.every(isObject));

function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson((a as JsonObject)[key], (b as JsonObject)[key]));
}
