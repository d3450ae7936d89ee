import { runtimeErrors } from '../errors.ts';
import type { ConfigNode, MapNode } from './config-node.ts';
import { experimentLimits, tooDeep } from './limits.ts';
import { parseYaml } from './read-yaml.ts';

/** `align.epochs=3` as the map `{ align: { epochs: 3 } }`. The value is YAML: `--set organs='[liver, kidney]'`. */
export function parseOverride(text: string): MapNode {
  const split = text.indexOf('=');
  const path = text.slice(0, Math.max(0, split)).trim();
  const file = `--set ${text}`;
  if (!path || path.split('.').some((segment) => segment === '')) {
    throw runtimeErrors.TFM_OVERRIDE_INVALID({
      file,
      message: `The override ${JSON.stringify(text)} has no path.`,
      fix: 'Write `--set align.epochs=3`: a dotted path, `=`, a value.',
    });
  }
  return nest(path, parseYaml(text.slice(split + 1), file, false));
}

/** A value at a dotted path, as nested maps. Throws `TFM_EXPERIMENT_TOO_LARGE`. */
export function nest(path: string, value: ConfigNode): MapNode {
  const segments = path.split('.');
  if (segments.length > experimentLimits.depth) throw tooDeep(value.place);
  return segments
    .reverse()
    .reduce<ConfigNode>(
      (inner, segment) => ({ kind: 'map', place: value.place, entries: new Map([[segment, inner]]) }),
      value,
    ) as MapNode;
}
