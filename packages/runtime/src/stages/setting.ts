import type { Token } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import type { ConfigPath, Place } from '../experiment/config-node.ts';
import type { JsonSchema } from '../experiment/options-schema.ts';
import type { Registry } from '../plugins/registry.ts';

/** A contract whose value is data of the experiment. */
export interface Provided<T = unknown> {
  readonly token: Token<T>;
  readonly value: T;
}

/** What of a setting's value those are given that name a contract. */
export interface SettingView<T = unknown> {
  readonly token: Token<T>;
  /** `settings` are the resolved values of all settings, by key. */
  of(value: Json, registry: Registry, settings: Readonly<Record<string, Json | undefined>>): T;
}

/** A key of an experiment that no component fills: data, checked against the loaded plugins. */
export interface Setting {
  readonly description: string;
  jsonSchema(registry: Registry): JsonSchema;
  /**
   * The value with its default written out; `settings` are the resolved values of those before it. Throws a coded error with
   * the place of what is wrong.
   */
  resolve(
    written: Json | undefined,
    registry: Registry,
    placeOf: (path: ConfigPath) => Place,
    settings: Readonly<Record<string, Json | undefined>>,
  ): Json;
  /**
   * What components and stages that name a token are given. The JSON of a value is its identity: whoever is given a
   * smaller view depends on no more, and on nothing where the value is undefined.
   */
  readonly views: readonly SettingView[];
}
