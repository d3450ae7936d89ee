import { API_VERSION, providedName, type AnyComponent, type Plugin, type PluginItem, type Token } from '@totalfm/core';
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
  /** Data of a kind that plugins bring beside components (`organ`), by id, in the order of plugins. */
  ofKind<T extends PluginItem = PluginItem>(kind: T['kind']): ReadonlyMap<string, T>;
  component(token: Token<unknown>, id: string): AnyComponent | undefined;
  /** The components of one contract. */
  providing(token: Token<unknown>): readonly AnyComponent[];
  /** Name of the plugin that brought what `providedName` names. */
  pluginOf(provided: string): string | undefined;
  /** What the code of a component's plugin is known by; undefined for a plugin that is part of the program. */
  codeOf(component: AnyComponent): string | undefined;
}

/** Gathers plugins; `codes` has what the code of those from outside is known by. Throws coded errors for another API version and for two plugins with one id. */
export function createRegistry(plugins: readonly Plugin[], codes: ReadonlyMap<Plugin, string> = new Map()): Registry {
  const entries = new Map<string, Entry<PluginItem>>();
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
  return {
    plugins,
    components,
    ofKind: <T extends PluginItem>(kind: T['kind']) =>
      new Map(
        items.filter((item): item is T => item.kind === kind).map((item) => [providedName(item).split(':')[1], item]),
      ),
    component: (token, id) =>
      components.find((component) => component.id === id && component.provides.key === token.key),
    providing: (token) => components.filter((component) => component.provides.key === token.key),
    pluginOf: (provided) => entries.get(provided)?.plugin,
    codeOf: (component) => codes.get(plugins.find((plugin) => plugin.components.includes(component)) as Plugin),
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
