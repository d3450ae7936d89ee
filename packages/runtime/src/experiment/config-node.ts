import type { ErrorPlace } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';

/** Where a value was written: a YAML file and its line, or a `--set` override. */
export type Place = Pick<ErrorPlace, 'file' | 'line'>;

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, ConfigNode>;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly ConfigNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: unknown;
}

/** A value of an experiment that remembers where it was written, through `extends`, `--set` and `sweep`. */
export type ConfigNode = MapNode | ListNode | ScalarNode;

export type ConfigPath = ReadonlyArray<string | number>;

export const emptyMap = (place: Place): MapNode => ({ kind: 'map', place, entries: new Map() });

/** The value without its places. */
export function toPlain(node: ConfigNode): Json {
  if (node.kind === 'list') return node.items.map(toPlain);
  if (node.kind === 'map') return Object.fromEntries([...node.entries].map(([key, value]) => [key, toPlain(value)]));
  return node.value as Json;
}

/** Where the value at a path was written, or the nearest thing around it that was written at all. */
export function placeOf(root: ConfigNode, path: ConfigPath): Place {
  let node = root;
  for (const segment of path) {
    const child: ConfigNode | undefined =
      node.kind === 'map'
        ? node.entries.get(String(segment))
        : node.kind === 'list'
          ? node.items[Number(segment)]
          : undefined;
    if (!child) break;
    node = child;
  }
  return node.place;
}

/** `a.b.0` */
export const dotted = (path: ConfigPath): string => path.join('.');
