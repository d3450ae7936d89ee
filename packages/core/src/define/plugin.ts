import type { AnyComponent } from './component.ts';
import type { OrganComponent } from './organ.ts';

/** The version of the plugin interface that this package speaks; a plugin names the range that it needs. */
export const API_VERSION = '1.0.0';

/** What a plugin's package exports as `default` (or `plugin`). */
export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  /** A semver range of {@link API_VERSION}: `^1.0.0`. */
  readonly apiVersion: string;
  readonly components: ReadonlyArray<AnyComponent | OrganComponent>;
}

export function definePlugin(definition: Omit<Plugin, 'kind'>): Plugin {
  return { kind: 'plugin', ...definition };
}
