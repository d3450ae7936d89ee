import type { Json, JsonSchema } from '@totalfm/runtime';

/** The JSON Schema of an option, as far as another value can be made up by it. */
export interface OptionSchema extends JsonSchema {
  readonly type?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
}

/** Options by dotted path. One that takes one of several maps, such as `optimizer`, is one option. */
export function optionsIn({ properties = {} }: OptionSchema, above = ''): { path: string; schema: OptionSchema }[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    schema.properties ? optionsIn(schema, `${above}${name}.`) : [{ path: `${above}${name}`, schema }],
  );
}

/** Another value than the default; undefined where the schema does not say what could be one. */
export function changed(schema: OptionSchema): Json | undefined {
  const { type, default: value, enum: choices } = schema;
  if (choices) return choices.find((choice) => choice !== value);
  if (type === 'boolean') return value !== true;
  if (type === 'integer' || type === 'number') return otherNumber(schema);
  if (type === 'array' && Array.isArray(value) && typeof value[0] === 'number')
    return [value[0] + 1, ...value.slice(1)];
  return undefined;
}

function otherNumber(schema: OptionSchema): number | undefined {
  const { type, default: value, minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  const known = typeof value === 'number' ? value : 0;
  return [known + 1, known / 2, known - 1, known + 0.5, minimum, maximum].find(
    (other) =>
      other !== value &&
      Number.isFinite(other) &&
      other >= minimum &&
      other <= maximum &&
      other > exclusiveMinimum &&
      other < exclusiveMaximum &&
      (type === 'number' || Number.isInteger(other)),
  );
}
