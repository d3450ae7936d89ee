import type { AnyComponent, OptionsSchema } from '@totalfm/core';
import { describe, expect, it } from 'vitest';

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly additionalProperties?: unknown;
}

/** Checks what every component promises of its id, description and options. */
export function describeComponent(component: AnyComponent): void {
  describe(`component ${component.provides.name} ${component.id}`, () => {
    it('has a kebab-case id, a version and a one-sentence description', () => {
      expect(component.kind).toBe('component');
      expect(component.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(component.version).not.toBe('');
      expect(component.description).toMatch(/^[A-Z].*\.$/);
      expect(component.provides.key).toBe(Symbol.for(`totalfm.${component.provides.name}`));
    });

    it('rejects an option that it does not have', async () => {
      const result = await component.options['~standard'].validate({ 'no-such-option': 1 });
      expect(result.issues?.length ?? 0).toBeGreaterThan(0);
    });

    it('describes every option', () => {
      const schema = jsonSchemaOf(component.options);
      if (!schema) return;
      for (const [option, { description }] of Object.entries(schema.properties ?? {}))
        expect(description, option).toBeTruthy();
    });

    it('names tokens in its needs and references', () => {
      for (const token of Object.values({ ...component.needs, ...component.references }) as {
        key: symbol;
        name: string;
      }[]) {
        expect(token.key).toBe(Symbol.for(`totalfm.${token.name}`));
      }
    });
  });
}

/** By Standard JSON Schema, where the options' library speaks it (zod does). */
function jsonSchemaOf(options: OptionsSchema): JsonSchema | undefined {
  const standard = options['~standard'] as { jsonSchema?: { input(options: { target: string }): JsonSchema } };
  return standard.jsonSchema?.input({ target: 'draft-2020-12' });
}
