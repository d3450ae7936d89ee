import type { StandardSchemaV1 } from '@standard-schema/spec';

/** A component's options: any Standard Schema (zod, valibot, …), so a plugin may bring its own library. */
export type OptionsSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;
export type OptionsOf<Schema extends OptionsSchema> = StandardSchemaV1.InferOutput<Schema>;
