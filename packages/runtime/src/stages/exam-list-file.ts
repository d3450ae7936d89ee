import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, type ExamListing } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonText } from '../artifacts/json-text.ts';
import { journalFile } from '../journal/exam-journal.ts';
import { jsonLineParts, streamJsonLines } from '../journal/json-lines-file.ts';
import type { PartDigests } from './list-digests.ts';
import type { ExamList } from './stage.ts';

const examListFile = 'exams.jsonl';
const partsFile = 'parts.json';

/** Writes a list as an artifact. */
export async function writeList(dir: string, { exams, outcomes }: ExamList, digests: PartDigests): Promise<void> {
  await writeFileWhole(join(dir, examListFile), jsonLineParts(exams));
  await writeFileWhole(join(dir, partsFile), jsonText(digests));
  await writeFileWhole(join(dir, journalFile), jsonLineParts(outcomes));
}

/** The exams of a finished list as they are read, in the cohort's order. */
export const readExams = ({ dir }: Pick<Artifact, 'dir'>): AsyncIterable<ExamListing> =>
  streamJsonLines<ExamListing>(join(dir, examListFile));

/** Ids of the exams of a finished list. */
export async function readExamIds(list: Pick<Artifact, 'dir'>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of readExams(list)) ids.push(id);
  return ids;
}

export const readDigests = async ({ dir }: Pick<Artifact, 'dir'>): Promise<PartDigests> =>
  JSON.parse(await readFile(join(dir, partsFile), 'utf8')) as PartDigests;
