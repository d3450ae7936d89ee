import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import { runtimeErrors } from '../errors.ts';
import { invalidYaml, type ComposedYaml } from './compose-yaml.ts';
import type { ConfigNode, Place } from './config-node.ts';
import { experimentLimits, tooDeep, tooLarge } from './limits.ts';

/** A value, and how many it stands for once every alias within it is written out. */
interface Measured {
  readonly node: ConfigNode;
  readonly values: number;
  readonly depth: number;
}

/** Anchors so far; undefined for one whose value is being read: an alias inside of it would never end. */
type Anchors = Map<string, Measured | undefined>;

/**
 * A document's values with their places. An alias is the value of its anchor, not a copy of it, so that reading takes time by
 * the text's length; what is too large once written out is refused before anything writes it out.
 */
export function convertYaml({ contents, placeAt }: ComposedYaml): ConfigNode {
  const anchors: Anchors = new Map();

  function convert(node: ParsedNode | null, place: Place): Measured {
    if (isAlias(node)) return aliased(node.source, place);
    const anchor = node?.anchor;
    if (anchor !== undefined) anchors.set(anchor, undefined);
    const measured = checked(convertValue(node, place));
    if (anchor !== undefined) anchors.set(anchor, measured);
    return measured;
  }

  function aliased(source: string, place: Place): Measured {
    const target = anchors.get(source);
    if (target) return { ...target, node: { ...target.node, place } };
    throw runtimeErrors.TFM_EXPERIMENT_YAML({
      ...place,
      message: `The alias *${source} refers to nothing, or to itself.`,
      fix: 'Write the value out.',
    });
  }

  function convertValue(node: ParsedNode | null, place: Place): Measured {
    if (isMap(node)) {
      const entries = new Map<string, ConfigNode>();
      const parts = node.items.map(({ key, value }) => {
        const keyPlace = placeAt(key.range[0]);
        const name = keyOf(key, keyPlace);
        if (entries.has(name)) throw invalidYaml(keyPlace, 'Map keys must be unique');
        const part = convert(value, keyPlace);
        entries.set(name, part.node);
        return part;
      });
      return sum({ kind: 'map', place, entries }, parts);
    }
    if (isSeq(node)) {
      const parts = node.items.map((item) => convert(item, placeAt(item.range[0])));
      return sum({ kind: 'list', place, items: parts.map((part) => part.node) }, parts);
    }
    return { node: { kind: 'scalar', place, value: isScalar(node) ? node.value : null }, values: 1, depth: 0 };
  }

  function keyOf(key: ParsedNode, place: Place): string {
    const { node } = convert(key, place);
    if (node.kind === 'scalar') return String(node.value);
    throw invalidYaml(place, 'A key of a map is a map or a list');
  }

  return convert(contents, placeAt(contents?.range[0] ?? 0)).node;
}

const sum = (node: ConfigNode, parts: readonly Measured[]): Measured => ({
  node,
  values: parts.reduce((values, part) => values + part.values, 1),
  depth: parts.reduce((depth, part) => Math.max(depth, part.depth), 0) + 1,
});

function checked(measured: Measured): Measured {
  const { place } = measured.node;
  if (measured.depth > experimentLimits.depth) throw tooDeep(place);
  if (measured.values > experimentLimits.values)
    throw tooLarge(
      place,
      `With every alias written out this holds more than ${experimentLimits.values.toLocaleString('en')} values.`,
      'Refer to less by aliases (`*name`), or write out what is needed.',
    );
  return measured;
}
