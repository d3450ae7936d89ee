import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textErrors } from '../errors.ts';

/** A folder of a model, and where its files come from. */
export interface TextFolder {
  readonly path: string;
  /** The model's name on the Hugging Face hub, `owner/name`, for errors. */
  readonly source?: string;
}

/** Text of the file of that name; undefined where there is none. */
export const readOptional = (folder: TextFolder, name: string): Promise<string | undefined> =>
  readFile(join(folder.path, name), 'utf8').catch(() => undefined);

/** The first of these files that is there. Throws `TFM_TEXT_MISSING`, and says where they come from. */
export async function firstOf(folder: TextFolder, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const file = join(folder.path, name);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw missing(folder, names);
}

/** The error of a folder that has none of these files. */
export function missing({ path, source }: TextFolder, names: readonly string[]): Error {
  const [first, ...others] = names;
  const wanted = [first, ...others.map((name) => `or ${name}`)].join(', ');
  const from = source === undefined ? 'from where its authors publish it' : `from https://huggingface.co/${source}`;
  return textErrors.TFM_TEXT_MISSING({
    file: join(path, first),
    message: `The folder of ${source ?? 'the text encoder'} has no ${wanted}.`,
    fix: `Download it ${from} into ${path}: config.json, the tokenizer's files and the weights belong there.`,
  });
}

/** A file's JSON. Throws `TFM_TEXT_TOKENIZER`. */
export function parseJson<T>(text: string, file: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw textErrors.TFM_TEXT_TOKENIZER({
      file,
      message: 'The file is not JSON.',
      fix: 'Download it again, as the model’s authors wrote it.',
      cause,
    });
  }
}
