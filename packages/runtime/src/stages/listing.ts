import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examParts, writeFileWhole, type ExamListing } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonLines, jsonText } from '../artifacts/json-text.ts';
import { hashJson, type Json } from '../canonical-json.ts';
import type { Container } from '../container/container.ts';
import { journalFile, readJsonLines } from '../journal/exam-journal.ts';
import type { ExamList, ListPart, Read, Stage } from './stage.ts';

const examListFile = 'exams.jsonl';
const partsFile = 'parts.json';

/** A digest of each part of a list: what of it a stage depends on. */
export type PartDigests = Readonly<Record<ListPart, string>>;

/** A list of exams as it is at this moment. */
export interface Listed extends ExamList {
  readonly digests: PartDigests;
}

/** Asks a source stage for its exams. */
export async function listExams(stage: Stage, container: Container, signal?: AbortSignal): Promise<Listed> {
  const list = await (stage.source as NonNullable<Stage['source']>).list(
    await container.components(stage.uses),
    signal,
  );
  return { ...list, digests: digestsOf(list.exams, container.identities(stage.uses)) };
}

function digestsOf(exams: readonly ExamListing[], components: Readonly<Record<string, Json>>): PartDigests {
  const parts = examParts.map((part) => {
    const revisions = exams.map(({ id, revisions = {} }) => [id, revisions[part] ?? null]);
    // Exams that do not say what a part of theirs holds are told by what lists them.
    const isKnown = revisions.every(([, revision]) => revision !== null);
    return [part, hashJson({ revisions, ...(isKnown ? {} : { components }) })] as const;
  });
  const split = hashJson(exams.map(({ id, patient, split: own }) => [id, patient, own]));
  return { ...Object.fromEntries(parts), split } as PartDigests;
}

/** What a stage depends on that reads a list: all of it, or some parts. */
export const listInput = ({ parts }: Read, id: string, digests: PartDigests): Json =>
  parts ? Object.fromEntries(parts.map((part) => [part, digests[part]])) : id;

/** Writes a list as an artifact. */
export async function writeList(dir: string, { exams, outcomes, digests }: Listed): Promise<void> {
  await writeFileWhole(join(dir, examListFile), jsonLines(exams));
  await writeFileWhole(join(dir, partsFile), jsonText(digests));
  await writeFileWhole(join(dir, journalFile), jsonLines(outcomes));
}

/** The exams of a finished list, in the cohort's order. */
export const readExams = ({ dir }: Pick<Artifact, 'dir'>): Promise<readonly ExamListing[]> =>
  readJsonLines<ExamListing>(join(dir, examListFile));

export const readDigests = async ({ dir }: Pick<Artifact, 'dir'>): Promise<PartDigests> =>
  JSON.parse(await readFile(join(dir, partsFile), 'utf8')) as PartDigests;
