import { tokens, type AnyComponent, type Token } from '@totalfm/core';
import { z } from 'zod';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import { runNamePattern } from './experiment.ts';
import { optionsJsonSchema, withoutDialect, type JsonSchema } from './options-schema.ts';
import { artifactsDescription, computeSchema, privacySchema, seedSchema } from './base-schemas.ts';

/** What leaves an optional component out. */
const none = [{ type: 'boolean', const: false }, { type: 'null' }];

/** The JSON Schema (draft 2020-12) of experiments of a pipeline with exactly these plugins, for editors. */
export function experimentSchema(registry: Registry, { slots, settings }: Pipeline): JsonSchema {
  const slotSchemas = Object.entries(slots).map(([slot, { token, use, list, optional, description }]) => {
    const uses = list
      ? [{ type: 'array', items: { anyOf: useSchemas(registry, token) } }]
      : useSchemas(registry, token, use);
    return [slot, { description, anyOf: optional ? [...none, ...uses] : uses }] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Experiment',
    type: 'object',
    additionalProperties: false,
    properties: {
      extends: { type: 'string', description: 'A file that this one is laid over: maps merge, lists replace.' },
      from: {
        type: 'string',
        description:
          'Folder of a finished run: its experiment is the base of this one, and its model is scored instead of training one.',
      },
      name: { type: 'string', pattern: runNamePattern.source, description: 'Name of the run’s folder.' },
      seed: inputSchema(seedSchema),
      plugins: {
        type: 'array',
        items: { type: 'string' },
        description: 'Package names, or paths relative to this file.',
      },
      models: {
        type: 'object',
        additionalProperties: { anyOf: registry.components.map((component) => useSchema(component, false)) },
        description: 'Components that options refer to as `$name`.',
      },
      ...Object.fromEntries(
        Object.entries(settings).map(([key, setting]) => [
          key,
          { description: setting.description, ...setting.jsonSchema(registry) },
        ]),
      ),
      ...Object.fromEntries(slotSchemas),
      compute: withRunners(inputSchema(computeSchema), registry),
      artifacts: {
        description: artifactsDescription,
        anyOf: [...none, ...useSchemas(registry, tokens.ObjectStore)],
      },
      privacy: inputSchema(privacySchema),
      sweep: {
        type: 'object',
        additionalProperties: { type: 'array', minItems: 1 },
        description: 'Lists of values by dotted path: one experiment for each combination.',
      },
    },
  };
}

/** Of `compute.runner`, what the queues that there are take. */
const withRunners = (compute: JsonSchema, registry: Registry): JsonSchema => {
  const { runner, ...rest } = compute.properties as Record<string, JsonSchema>;
  const { description } = runner;
  return { ...compute, properties: { ...rest, runner: { description, anyOf: useSchemas(registry, tokens.JobQueue) } } };
};

const useSchemas = (registry: Registry, token: Token<unknown>, defaultUse?: string) =>
  registry.providing(token).map((component) => useSchema(component, component.id === defaultUse));

function useSchema(component: AnyComponent, isDefault: boolean): JsonSchema {
  const schema = optionsJsonSchema(component);
  const required = (schema.required as readonly string[] | undefined) ?? [];
  return {
    ...schema,
    type: 'object',
    title: component.id,
    description: component.description,
    properties: { use: { const: component.id }, ...schema.properties },
    required: isDefault ? required : ['use', ...required],
  };
}

const inputSchema = (schema: z.ZodType): JsonSchema =>
  withoutDialect(z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>);
