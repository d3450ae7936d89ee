import { API_VERSION, type AnyComponent, type OrganComponent, type Plugin, type Token } from '@totalfm/core';
import semver from 'semver';
import { runtimeErrors } from '../errors.ts';

/** A component and the plugin that brought it. */
interface Entry<T> {
  readonly item: T;
  readonly plugin: string;
}

/** Everything that the loaded plugins bring. */
export interface Registry {
  readonly plugins: readonly Plugin[];
  /** Every component, in the order of plugins. */
  readonly components: readonly AnyComponent[];
  /** Organs by id, in the order of plugins: the default organs of an experiment. */
  readonly organs: ReadonlyMap<string, OrganComponent>;
  component(token: Token<unknown>, id: string): AnyComponent | undefined;
  /** The components of one contract. */
  providing(token: Token<unknown>): readonly AnyComponent[];
  /** Name of the plugin that brought a component or an organ (`Segmenter:label-files`, `organ:liver`). */
  pluginOf(provided: string): string | undefined;
}

/** How manifests and errors name what a plugin brings: `Segmenter:label-files`, `organ:liver`. */
export const providedName = (component: AnyComponent | OrganComponent): string =>
  component.kind === 'organ'
    ? `organ:${component.organ}`
    : `${(component as AnyComponent).provides.name}:${component.id}`;

/** Gathers plugins. Throws coded errors for another API version and for two plugins with one id. */
export function createRegistry(plugins: readonly Plugin[]): Registry {
  const entries = new Map<string, Entry<AnyComponent | OrganComponent>>();
  for (const plugin of plugins) {
    checkApiVersion(plugin.name, plugin.apiVersion);
    for (const item of plugin.components) {
      const name = providedName(item);
      const earlier = entries.get(name);
      if (earlier) throw duplicate(name, earlier.plugin, plugin.name);
      entries.set(name, { item, plugin: plugin.name });
    }
  }
  const items = [...entries.values()].map((entry) => entry.item);
  const components = items.filter((item): item is AnyComponent => item.kind === 'component');
  const organs = items.filter((item): item is OrganComponent => item.kind === 'organ');
  return {
    plugins,
    components,
    organs: new Map(organs.map((organ) => [organ.organ, organ])),
    component: (token, id) =>
      components.find((component) => component.id === id && component.provides.key === token.key),
    providing: (token) => components.filter((component) => component.provides.key === token.key),
    pluginOf: (provided) => entries.get(provided)?.plugin,
  };
}

/** Throws `TFM_PLUGIN_API_VERSION` where a plugin's range does not hold this package's interface. */
export function checkApiVersion(plugin: string, range: string, file?: string): void {
  if (semver.validRange(range) === null) {
    throw runtimeErrors.TFM_PLUGIN_INVALID({
      file,
      component: plugin,
      message: `The plugin ${plugin} names the API version ${JSON.stringify(range)}, which is not a semver range.`,
      fix: `Write \`apiVersion: '^${API_VERSION}'\`.`,
    });
  }
  if (!semver.satisfies(API_VERSION, range)) {
    throw runtimeErrors.TFM_PLUGIN_API_VERSION({
      file,
      component: plugin,
      message: `The plugin ${plugin} needs version ${range} of the plugin interface; this is ${API_VERSION}.`,
      fix: 'Install a version of the plugin made for this interface, or the TotalFM that the plugin was made for.',
    });
  }
}

function duplicate(name: string, first: string, second: string) {
  const [kind, id] = name.split(':');
  const message =
    first === second
      ? `The plugin ${first} brings ${kind} \`${id}\` twice.`
      : `The plugins ${first} and ${second} both bring ${kind} \`${id}\`.`;
  return runtimeErrors.TFM_PLUGIN_DUPLICATE({
    component: id,
    message,
    fix: 'Load one of them only, or rename the component in one.',
  });
}
