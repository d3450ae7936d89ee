import { readFile, stat } from 'node:fs/promises';
import { decodeText, encodingProblem } from '@totalfm/core';
import { appErrors } from '../errors.ts';

/** A text to embed, under the name that its vector gets. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * The texts of `embed -t`: a text itself (named `text`); JSON, in place or in a file, of a text, of a list (named `text_0`,
 * `text_1`, …) or of names to texts. Throws `TFM_TEXT_INPUT`.
 */
export async function readTexts(input: string): Promise<readonly NamedText[]> {
  const isFile = await stat(input).then(
    (entry) => entry.isFile(),
    () => false,
  );
  const looksLikeFile = /\.json$/i.test(input.trim()) && !/\s/.test(input.trim());
  if (!isFile && looksLikeFile)
    throw appErrors.TFM_TEXT_INPUT({
      file: input,
      message: 'There is no such file.',
      fix: 'Check the path, or give the text itself.',
    });
  const source = isFile ? await readText(input) : input;
  const file = isFile ? input : undefined;
  const texts =
    /\.json$/i.test(input) || /^\s*[[{"]/.test(source)
      ? named(parseJson(source, file), file)
      : [{ name: 'text', text: source.trim() }];
  if (texts.length === 0 || texts.some(({ text }) => text.trim() === ''))
    throw appErrors.TFM_TEXT_INPUT({
      file,
      message: 'There is no text, or an empty one.',
      fix: 'Give a sentence, or JSON of sentences.',
    });
  return texts;
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  const decoded = decodeText(bytes);
  if (decoded) return decoded.text;
  throw appErrors.TFM_TEXT_INPUT({
    file,
    message: `The file ${encodingProblem(bytes).what}.`,
    fix: 'Save it as UTF-8 text.',
  });
}

function parseJson(source: string, file: string | undefined): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw appErrors.TFM_TEXT_INPUT({
      file,
      message: 'The texts are not valid JSON.',
      fix: 'Write a JSON list of texts, or an object of names to texts.',
      cause,
    });
  }
}

function named(value: unknown, file: string | undefined): readonly NamedText[] {
  const entries: (readonly [string, unknown])[] =
    typeof value === 'string'
      ? [['text', value]]
      : Array.isArray(value)
        ? value.map((text, index) => [`text_${index}`, text] as const)
        : typeof value === 'object' && value !== null
          ? Object.entries(value)
          : [];
  return entries.map(([name, text]) => {
    if (typeof text === 'string') return { name, text };
    throw appErrors.TFM_TEXT_INPUT({
      file,
      message: `The value of ${JSON.stringify(name)} is not a text.`,
      fix: 'Write a JSON list of texts, or an object of names to texts.',
    });
  });
}
