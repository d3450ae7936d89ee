import { readFile } from 'node:fs/promises';
import { isTotalFmError } from '@totalfm/core';
import { languageModelErrors } from '../errors.ts';

/** Text of a file that a model's folder must have. Throws `TFM_LM_MISSING`. */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw missingFile(file, cause);
  });
}

/** Text of a file that it may have. */
export async function readOptionalText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** The error of a file that cannot be read; one that has a code already stays as it is. */
export function missingFile(file: string, cause: unknown): Error {
  if (isTotalFmError(cause)) return cause;
  return languageModelErrors.TFM_LM_MISSING({
    file,
    message: `The model's file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: 'Name the folder of a whole model: config.json, tokenizer.json and *.safetensors, as Hugging Face writes them.',
    cause,
  });
}
