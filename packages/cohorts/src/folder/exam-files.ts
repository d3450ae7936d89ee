import { readFile } from 'node:fs/promises';
import { decodeText, encodingProblem, throwIfAborted, type ExamTruth } from '@totalfm/core';
import { z } from 'zod';
import { kindOf } from '../shared/path-kind.ts';
import { readReportFile } from '../shared/report-file.ts';
import { folderErrors } from './errors.ts';

/** `exam.json`: what an exam's folder says of the exam itself. */
const examFile = z.object({ patient: z.string().min(1) });

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** `truth.json`: an `ExamTruth`. */
const truthFile = z.strictObject({
  findings: z.array(
    z.strictObject({
      finding: z.string().min(1),
      organ: z.string().min(1),
      side: z.enum(['left', 'right']).optional(),
      sizeMm: z.number().positive().optional(),
      centreMm: triple.optional(),
    }),
  ),
  assessed: z.array(z.string().min(1)),
  phase: z.string().optional(),
});

export const readPatient = async (file: string): Promise<string> => (await readJson(file, examFile)).patient;

export const readTruth = (file: string): Promise<ExamTruth> => readJson(file, truthFile);

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const wrong = (what: string, cause?: unknown) =>
    folderErrors.TFM_FOLDER_EXAM_FILE({
      file,
      cause,
      message: `${file} ${what}.`,
      fix: 'Correct the file, or remove it: it is optional.',
    });
  const bytes = await readFile(file);
  const decoded = decodeText(bytes);
  if (!decoded) throw wrong(encodingProblem(bytes).what);
  let value: unknown;
  try {
    value = JSON.parse(decoded.text);
  } catch (cause) {
    throw wrong('is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(`is wrong at ${issue.path.join('.') || 'its top'}: ${issue.message}`);
}

/** The report's text; undefined where there is no file. Throws `TFM_FOLDER_REPORT`. */
export async function readReport(file: string, encoding: string, signal?: AbortSignal): Promise<string | undefined> {
  throwIfAborted(signal);
  if ((await kindOf(file)) === 'none') return undefined;
  return readReportFile(file, encoding, folderErrors.TFM_FOLDER_REPORT);
}
