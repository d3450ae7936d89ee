import { didYouMean, nearest, type AnyComponent } from '@totalfm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { dotted, type ConfigPath, type Place } from './config-node.ts';
import type { ComponentUse } from './experiment.ts';
import { knownOptions, optionsJsonSchema } from './options-schema.ts';

export interface WrittenOptions {
  readonly component: AnyComponent;
  readonly options: Readonly<Record<string, Json>>;
  /** Where the use stands in the experiment: `align`, or `evaluate`, 0. */
  readonly path: ConfigPath;
  readonly placeOf: (path: ConfigPath) => Place;
  /** Defaults of options that many components have, by their names. */
  readonly shared: Readonly<Record<string, Json>>;
}

/** The use of a component with every option validated and every default written out. */
export async function validateOptions({
  component,
  options,
  path,
  placeOf,
  shared,
}: WrittenOptions): Promise<ComponentUse> {
  const schema = optionsJsonSchema(component);
  const defaults = Object.entries(shared).filter(([name]) => options[name] === undefined && schema.properties?.[name]);
  const input = { ...options, ...Object.fromEntries(defaults) };
  const result = (await component.options['~standard'].validate(input)) as StandardSchemaV1.Result<unknown>;
  if (result.issues) throw optionError(result.issues[0]);
  try {
    return { use: component.id, ...(JSON.parse(canonicalJson(result.value)) as Record<string, Json>) };
  } catch (cause) {
    throw runtimeErrors.TFM_OPTION_NOT_JSON({
      ...placeOf(path),
      component: component.id,
      option: dotted(path),
      message: `The options of \`${component.id}\` are not JSON once validated: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Use finite numbers, texts, lists and maps; a plugin’s schema must not transform options into anything else.',
      cause,
    });
  }

  function optionError(issue: StandardSchemaV1.Issue) {
    const inside = (issue.path ?? [])
      .map((segment) => (typeof segment === 'object' ? segment.key : segment))
      .map((key) => (typeof key === 'number' ? key : String(key)));
    const { keys, values } = issue as { keys?: readonly string[]; values?: readonly unknown[] };
    const [unknown] = keys ?? [];
    if (unknown !== undefined) {
      const at = [...path, ...inside, unknown];
      const owner =
        inside.length > 0 ? `\`${dotted(inside)}\` of \`${component.id}\`` : `The component \`${component.id}\``;
      return runtimeErrors.TFM_OPTION_UNKNOWN({
        ...placeOf(at),
        component: component.id,
        option: dotted(at),
        message: `${owner} has no option \`${unknown}\`.`,
        fix: didYouMean(unknown, knownOptions(schema, inside)),
      });
    }
    const at = [...path, ...inside];
    const given = inside.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], input);
    const choices = (values ?? []).map(String);
    const meant = typeof given === 'string' ? nearest(given, choices) : undefined;
    return runtimeErrors.TFM_OPTION_INVALID({
      ...placeOf(at),
      component: component.id,
      option: dotted(at),
      message: `The option \`${dotted(inside) || 'options'}\` of \`${component.id}\` is not valid: ${issue.message}.`,
      fix: meant
        ? `Did you mean \`${meant}\`?`
        : `\`totalfm components ${component.id}\` shows what each option takes.`,
    });
  }
}
