import { readFile } from 'node:fs/promises';
import { decodeText, encodingProblem, readError, type ErrorFactory } from '@totalfm/core';

/** The text of a report's file. `wrong` makes the error of one that is of another encoding. It may be empty. */
export async function readReportFile(file: string, encoding: string, wrong: ErrorFactory): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw readError(error, file);
  });
  const decoded = decodeText(bytes, encoding);
  if (!decoded) {
    const { what, looksLike } = encodingProblem(bytes, encoding);
    throw wrong({
      file,
      option: 'encoding',
      message: `${file} ${what}.`,
      fix: looksLike
        ? `Save the report as UTF-8 text, or set \`cohort.encoding: ${looksLike}\` if all reports are.`
        : 'Save the report as UTF-8 text, or name its encoding by the option `encoding`.',
    });
  }
  return decoded.text;
}
