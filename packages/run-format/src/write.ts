import type { z } from 'zod';
import { parseJson, parseJsonLines } from './parse.ts';

/**
 * The text of a JSON file of a run: two spaces, one line end. What could not be read again (a NaN, which JSON turns into
 * null) is refused with `TFM_RUN_FORMAT` before it is written.
 */
export function runJson<Schema extends z.ZodType>(value: unknown, schema: Schema, file: string): string {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  parseJson(text, schema, { file });
  return text;
}

/** The text of a file of JSON lines, checked as {@link runJson} checks its own. */
export function runLines<Schema extends z.ZodType>(values: readonly unknown[], schema: Schema, file: string): string {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  parseJsonLines(text, schema, { file });
  return text;
}
