import {
  fingerprintOf,
  readRows,
  splits,
  type ExamListing,
  type KnownReports,
  type PairReader,
  type PairRow,
  type PartLanguage,
} from '@totalfm/core';
import { pipelineErrors } from '../errors.ts';
import { columnsWhere, pairsAs } from './changed-pairs.ts';

/** Throws `TFM_REPORTS_SHARE` where so few of the listed training patients are none. */
export function needReports(stage: string, reports: KnownReports | undefined, exams: readonly ExamListing[]): void {
  if (!reports) return;
  const patients = exams.filter(({ split }) => split === 'train').map(({ patient }) => patient);
  if (knownPatients(patients, reports).size === 0) throw noReports(stage, reports);
}

/**
 * Pairs as training may see them where few reports are known: a pair of another training patient is a volume of which nobody
 * has said anything, and nothing is known to be true of it. Pairs of validation and test stay. Throws `TFM_REPORTS_SHARE` where
 * no report is left that says something.
 */
export async function knownPairs(
  stage: string,
  pairs: PairReader,
  reports: KnownReports | undefined,
  signal?: AbortSignal,
): Promise<PairReader> {
  if (!reports) return pairs;
  const { columns } = pairs;
  const unknown = await unknownExams(pairs, reports, signal);
  const isKnown = (row: number) => unknown[columns.exam[row]] === 0;
  const unknownIds = new Set(columns.exams.filter((_, place) => unknown[place]));
  const known = columnsWhere(columns, (row) => isKnown(row));
  const sentences = columns.sentences.map((count, row) => (isKnown(row) ? count : 0));
  const train = splits.indexOf('train');
  if (!sentences.some((count, row) => count > 0 && columns.split[row] === train)) throw noReports(stage, reports);
  return pairsAs(pairs, { ...known, sentences }, (row) => (unknownIds.has(row.exam) ? unsaid(row) : row));
}

/** By place of the exam: 1 where it is one for training of which the report is not known. */
async function unknownExams(
  pairs: PairReader,
  reports: KnownReports,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { exam, exams, split, length } = pairs.columns;
  const train = splits.indexOf('train');
  const unknown = new Uint8Array(exams.length);
  // One row an exam says who its patient is.
  const firstRows: number[] = [];
  for (let row = 0; row < length; row++) {
    if (split[row] !== train || unknown[exam[row]]) continue;
    unknown[exam[row]] = 1;
    firstRows.push(row);
  }
  const patients = new Map<number, string>();
  for await (const { index, row } of readRows(pairs, firstRows, signal)) patients.set(exam[index], row.patient);
  const known = knownPatients(patients.values(), reports);
  for (const [place, patient] of patients) if (known.has(patient)) unknown[place] = 0;
  return unknown;
}

/**
 * The share of patients whose ids have the lowest hashes, rounded to whole patients: the same for every seed and model, and
 * a smaller share is part of a larger one.
 */
export function knownPatients(patients: Iterable<string>, { share }: KnownReports): ReadonlySet<string> {
  const byHash = [...new Set(patients)]
    .map((patient) => ({ patient, hash: fingerprintOf([patient]) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return new Set(byHash.slice(0, Math.round(share * byHash.length)).map(({ patient }) => patient));
}

/** Not even that a finding is not mentioned: of an organ that was, that would be read as absent. */
const nothing: PartLanguage = { sentences: [], findings: [], mentioned: false, states: {} };

const unsaid = ({ truth: _truth, truePlaces: _truePlaces, parts, ...row }: PairRow): PairRow => ({
  ...row,
  ...nothing,
  ...(parts && { parts: parts.map(({ organ, side }) => ({ organ, ...(side && { side }), ...nothing })) }),
});

const noReports = (stage: string, { share }: KnownReports) =>
  pipelineErrors.TFM_REPORTS_SHARE({
    stage,
    option: 'reports.share',
    message: `A share of ${share} of the training patients leaves none whose report says something.`,
    fix: 'Give a larger share, or the cohort more exams.',
  });
