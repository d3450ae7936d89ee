import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { parseJson, parseJsonLines } from './parse.ts';

/** A JSON file of a run; undefined where there is none. Throws `TFM_RUN_FORMAT`. */
export async function readRunJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : parseJson(text, schema, { file });
}

/** A file of JSON lines; none where there is no file. Throws `TFM_RUN_FORMAT`. */
export async function readRunLines<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>[]> {
  return parseJsonLines((await readIfThere(file)) ?? '', schema, { file });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
