import type { AnyComponent } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { optionsJsonSchema, type JsonSchema } from './options-schema.ts';

/** Of a component's options: those that decide a result, or all. */
export type OptionChoice = 'deciding' | 'all';

type Options = { readonly [option: string]: Json | undefined };

/**
 * The options that decide a result: all but those whose schema says `.meta({ operational: true })`, such as how many requests
 * go at once. Only these are part of an artifact's name.
 */
export const resultOptions = (component: AnyComponent, options: Options, choice: OptionChoice = 'deciding'): Options =>
  choice === 'all' ? options : (withoutOperational(optionsJsonSchema(component), options) as Options);

function withoutOperational(schema: JsonSchema | undefined, value: Json | undefined): Json | undefined {
  const { properties } = schema ?? {};
  if (!properties || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value as Options).filter(([name]) => properties[name]?.operational !== true);
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutOperational(properties[name], item)]));
}
