import type { AnyComponent } from './component.ts';
import type { OrganComponent } from './organ.ts';

/** The version of the plugin interface that this package speaks; a plugin names the range that it needs. */
export const API_VERSION = '1.0.0';

/** What a plugin may bring. */
export type PluginItem = AnyComponent | OrganComponent;

/** How manifests and errors name what a plugin brings: `Segmenter:label-files`, `organ:liver`. */
export const providedName = (item: PluginItem): string =>
  item.kind === 'organ'
    ? `organ:${(item as OrganComponent).organ}`
    : `${((item as AnyComponent).provides as { readonly name: string }).name}:${(item as AnyComponent).id}`;

/** What a plugin's package exports as `default` (or `plugin`). */
export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  /** A semver range of {@link API_VERSION}: `^1.0.0`. */
  readonly apiVersion: string;
  readonly components: readonly PluginItem[];
}

export function definePlugin(definition: Omit<Plugin, 'kind'>): Plugin {
  return { kind: 'plugin', ...definition };
}
