import type { ErrorPlace } from '@totalfm/core';
import type { z } from 'zod';
import { runFormatErrors } from './errors.ts';

/** JSON text as what a schema describes. Throws `TFM_RUN_FORMAT` with the file, the line and the field that does not fit. */
export function parseJson<Schema extends z.ZodType>(text: string, schema: Schema, where: ErrorPlace): z.infer<Schema> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw misfit('it is not JSON', where, cause);
  }
  return checkForm(data, schema, where);
}

/** JSON lines. A last line without an end is what a killed process leaves: it is dropped. */
export function parseJsonLines<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  where: ErrorPlace,
): z.infer<Schema>[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(line, schema, { ...where, line: index + 1 })]));
}

/** Data as what a schema describes, or `TFM_RUN_FORMAT`. */
export function checkForm<Schema extends z.ZodType>(data: unknown, schema: Schema, where: ErrorPlace): z.infer<Schema> {
  const checked = schema.safeParse(data);
  if (checked.success) return checked.data;
  const [{ path, message }] = checked.error.issues;
  throw misfit(`at \`${path.join('.') || 'its top'}\`: ${message}`, where, checked.error);
}

function misfit(what: string, where: ErrorPlace, cause: unknown) {
  return runFormatErrors.TFM_RUN_FORMAT({
    ...where,
    message: `The file does not have the form of a run's: ${what}.`,
    fix: 'Run the stage that wrote it again, with this version; if a hand changed the file, put it back.',
    cause,
  });
}
