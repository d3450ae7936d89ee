import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, encodingProblem, type Split } from '@totalfm/core';
import { kindOf } from '../shared/path-kind.ts';
import { splitByHash, splitNamed } from '../shared/splits.ts';
import { folderErrors } from './errors.ts';
import type { FolderOptions } from './options.ts';

interface Listed {
  readonly id: string;
  readonly patient: string;
}

/** The split of every exam. Exams of one patient always share it. Throws `TFM_FOLDER_SPLIT`. */
export async function splitExams(
  exams: readonly Listed[],
  { root, split, fractions }: FolderOptions,
): Promise<ReadonlyMap<string, Split>> {
  if (split !== 'auto') return new Map(exams.map(({ id }) => [id, split]));
  for (const [name, read] of [
    ['split.csv', readSplitCsv],
    ['splits.json', readSplitJson],
  ] as const) {
    const file = join(root, name);
    if ((await kindOf(file)) === 'file') return assign(file, exams, read(file, await readText(file)));
  }
  return new Map(exams.map(({ id, patient }) => [id, splitByHash(patient, fractions)]));
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  const decoded = decodeText(bytes);
  if (decoded) return decoded.text;
  throw folderErrors.TFM_FOLDER_SPLIT({
    file,
    message: `${file} ${encodingProblem(bytes).what}.`,
    fix: 'Save it as UTF-8 text.',
  });
}

function assign(
  file: string,
  exams: readonly Listed[],
  splits: ReadonlyMap<string, Split>,
): ReadonlyMap<string, Split> {
  const wrong = (message: string, fix: string) => folderErrors.TFM_FOLDER_SPLIT({ file, message, fix });
  const missing = exams.filter(({ id, patient }) => !splits.has(id) && !splits.has(patient)).map(({ id }) => id);
  if (missing.length > 0) {
    const some = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`;
    throw wrong(
      `${file} names no split for ${missing.length} of ${exams.length} exams (${some}).`,
      'Add them to the file, or move their folders elsewhere.',
    );
  }
  const byPatient = new Map<string, Split>();
  const assigned = exams.map(({ id, patient }) => {
    const split = (splits.get(id) ?? splits.get(patient)) as Split;
    const other = byPatient.get(patient) ?? split;
    if (other !== split)
      throw wrong(
        `${file} puts patient ${patient} into ${other} and ${split}.`,
        'Put all exams of a patient into one split.',
      );
    byPatient.set(patient, split);
    return [id, split] as const;
  });
  return new Map(assigned);
}

/** `exam,split` or `patient,split`, with that header. */
function readSplitCsv(file: string, text: string): ReadonlyMap<string, Split> {
  const rows = text.split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const wrong = (line: number, message: string) =>
    folderErrors.TFM_FOLDER_SPLIT({
      file,
      line,
      message: `${file}, line ${line}: ${message}`,
      fix: 'Write a header `exam,split` (or `patient,split`) and one row for each, with train, validation or test.',
    });
  const [key, column] = [rows[0].findIndex((cell) => cell === 'exam' || cell === 'patient'), rows[0].indexOf('split')];
  if (key < 0 || column < 0) throw wrong(1, 'the header does not name exam (or patient) and split.');
  const splits = new Map<string, Split>();
  rows.slice(1).forEach((cells, index) => {
    if (cells.every((cell) => cell === '')) return;
    const split = splitNamed(cells[column] ?? '');
    if (!split) throw wrong(index + 2, `“${cells[column] ?? ''}” is no split.`);
    if (splits.has(cells[key])) throw wrong(index + 2, `${cells[key]} is named twice.`);
    splits.set(cells[key], split);
  });
  return splits;
}

/** `{ "train": ["exam or patient", …], "validation": […], "test": […] }`. */
function readSplitJson(file: string, text: string): ReadonlyMap<string, Split> {
  const wrong = (message: string, cause?: unknown) =>
    folderErrors.TFM_FOLDER_SPLIT({
      file,
      cause,
      message: `${file}: ${message}`,
      fix: 'Write {"train": [ids], "validation": [ids], "test": [ids]} of exams or patients.',
    });
  let lists: unknown;
  try {
    lists = JSON.parse(text);
  } catch (cause) {
    throw wrong('not JSON.', cause);
  }
  if (typeof lists !== 'object' || lists === null) throw wrong('not an object.');
  const splits = new Map<string, Split>();
  for (const [name, ids] of Object.entries(lists)) {
    const split = splitNamed(name);
    if (!split || !Array.isArray(ids)) throw wrong(`“${name}” is not a split with a list.`);
    for (const id of ids.map(String)) {
      if (splits.has(id)) throw wrong(`${id} is named twice.`);
      splits.set(id, split);
    }
  }
  return splits;
}
