import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, type Anatomy, type Embedder } from '@totalfm/core';
import { parseJson } from '@totalfm/run-format';
import { z } from 'zod';
import { reportErrors } from './errors.ts';

/** What everything that was learned is of. */
export const learnedOf = z.object({
  format: z.literal(1),
  organs: z.array(z.string()),
  /** Length of the model's embeddings. */
  width: z.number(),
});

export interface LearnedFrom {
  readonly anatomy: Pick<Anatomy, 'organs'>;
  readonly embedder: Pick<Embedder, 'width'>;
}

export const nameLearned = ({ anatomy, embedder }: LearnedFrom): z.infer<typeof learnedOf> => ({
  format: 1,
  organs: anatomy.organs.map(({ organ }) => organ),
  width: embedder.width,
});

/** Throws `TFM_WRITE_OTHER_PARTS` where something was learned of other organs or of a model of another width. */
export function checkLearned(learned: z.infer<typeof learnedOf>, parts: LearnedFrom, file?: string): void {
  const own = nameLearned(parts);
  if (learned.width === own.width && learned.organs.join() === own.organs.join()) return;
  throw reportErrors.TFM_WRITE_OTHER_PARTS({
    file,
    message: `It was learned of ${learned.organs.length} organs with embeddings of ${learned.width} numbers; the experiment has ${own.organs.length} and ${own.width}.`,
    fix: 'Write reports with the organs and the model that it was trained with, or train it again.',
  });
}

export const saveJson = (dir: string, name: string, value: unknown): Promise<void> =>
  writeFileWhole(join(dir, name), `${JSON.stringify(value, null, 2)}\n`);

export async function readSaved<Schema extends z.ZodType<z.infer<typeof learnedOf>>>(
  dir: string,
  name: string,
  schema: Schema,
  parts: LearnedFrom,
): Promise<z.infer<Schema>> {
  const file = join(dir, name);
  const saved = parseJson(await readFile(file, 'utf8'), schema, { file });
  checkLearned(saved, parts, file);
  return saved;
}
