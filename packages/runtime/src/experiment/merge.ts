import type { ConfigNode, MapNode } from './config-node.ts';

/**
 * Lays `over` on `base`: maps merge, lists and scalars replace. A map that names another component (`use`) than the
 * base's replaces it, since the options of one component mean nothing to another. `implicitUse` is the component that
 * the base means when it names none.
 */
export function mergeNodes(base: ConfigNode | undefined, over: ConfigNode, implicitUse?: string): ConfigNode {
  if (over.kind !== 'map') return over;
  if (base?.kind === 'list' && isIndexed(over)) return replaceItems(base, over);
  if (base?.kind !== 'map' || changesUse(base, over, implicitUse)) return over;
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) entries.set(key, mergeNodes(entries.get(key), value));
  return { kind: 'map', place: base.place, entries };
}

/** Merges whole experiments: slots know the component that they mean by default. */
export function mergeExperiments(
  base: MapNode,
  over: MapNode,
  defaultUses: Readonly<Record<string, string | undefined>>,
): MapNode {
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) entries.set(key, mergeNodes(entries.get(key), value, defaultUses[key]));
  return { kind: 'map', place: over.place, entries };
}

function changesUse(base: MapNode, over: MapNode, implicitUse: string | undefined): boolean {
  const wanted = scalarOf(over.entries.get('use'));
  return wanted !== undefined && wanted !== (scalarOf(base.entries.get('use')) ?? implicitUse ?? wanted);
}

const scalarOf = (node: ConfigNode | undefined) => (node?.kind === 'scalar' ? node.value : undefined);

/** `evaluate.0.bootstrap=10` arrives as a map with the key `0`. */
const isIndexed = (over: MapNode) =>
  over.entries.size > 0 && [...over.entries.keys()].every((key) => /^\d+$/.test(key));

function replaceItems(base: ConfigNode & { kind: 'list' }, over: MapNode): ConfigNode {
  const items = base.items.slice();
  for (const [key, value] of over.entries) {
    const index = Number(key);
    if (index > items.length) return over;
    items[index] = mergeNodes(items[index], value);
  }
  return { ...base, items };
}
