import { didYouMean, type AnyComponent, type Token } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import { dotted, emptyMap, toPlain, type ConfigNode, type ConfigPath, type Place } from './config-node.ts';
import type { ComponentUse } from './experiment.ts';
import { validateOptions } from './validate-options.ts';

export interface UseContext {
  readonly registry: Registry;
  readonly placeOf: (path: ConfigPath) => Place;
  /** Defaults of options that many components have, by their names. */
  readonly shared: Readonly<Record<string, Json>>;
}

/** A use as it is written in an experiment, or not written at all. */
export interface WrittenUse {
  readonly node: ConfigNode | undefined;
  readonly path: ConfigPath;
  readonly token: Token<unknown>;
  readonly defaultUse?: string;
}

/** The component that a use names, with every option validated and every default written out. */
export async function resolveUse(
  { node, path, token, defaultUse }: WrittenUse,
  context: UseContext,
): Promise<ComponentUse> {
  const { registry, placeOf } = context;
  const place = (at: ConfigPath) => ({ ...placeOf(at), option: dotted(at) });
  if (node && node.kind !== 'map') {
    const shown = node.kind === 'scalar' ? String(node.value) : 'a list';
    const meant = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : (defaultUse ?? 'ID');
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...place(path),
      message: `\`${dotted(path)}\` is ${shown}, where a component belongs.`,
      fix: `Write \`{ use: ${meant} }\`, with its options beside it.`,
    });
  }
  const { use: id = defaultUse, ...options } = toPlain(node ?? emptyMap({})) as Record<string, Json>;
  const known = registry.providing(token).map((component) => component.id);
  if (typeof id !== 'string') {
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...place(path),
      message: `\`${dotted(path)}\` names no component.`,
      fix: `Write \`{ use: ID }\`. ${didYouMean('', known)}`,
    });
  }
  const component = registry.component(token, id);
  if (component)
    return validateOptions({ component: component as AnyComponent, options, path, placeOf, shared: context.shared });
  throw runtimeErrors.TFM_COMPONENT_UNKNOWN({
    ...place([...path, 'use']),
    component: id,
    message: `No loaded plugin brings a ${token.name} \`${id}\`.`,
    fix: didYouMean(id, known),
  });
}
