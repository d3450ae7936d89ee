import type { AnyComponent, OptionsSchema } from '@totalfm/core';

/** A JSON Schema, as far as it is read here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

interface JsonSchemaSource {
  readonly jsonSchema?: { input(params: { target: 'draft-2020-12' }): Record<string, unknown> };
}

/**
 * The JSON Schema of a component's options as they are written in an experiment (Standard JSON Schema). `{}`, which
 * allows anything, for a schema library that cannot give one.
 */
export function optionsJsonSchema({ options }: AnyComponent): JsonSchema {
  try {
    return withoutDialect(
      ((options as OptionsSchema)['~standard'] as JsonSchemaSource).jsonSchema?.input({ target: 'draft-2020-12' }) ??
        {},
    );
  } catch {
    return {};
  }
}

/** A schema that can stand inside another one. */
export const withoutDialect = (schema: Record<string, unknown>): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));

/** Names of the options inside a path of a schema. */
export function knownOptions(schema: JsonSchema, path: ReadonlyArray<string | number> = []): readonly string[] {
  const inner = path.reduce<JsonSchema | undefined>(
    (at, segment) => (typeof segment === 'number' ? at?.items : at?.properties?.[segment]),
    schema,
  );
  return Object.keys(inner?.properties ?? {});
}
