import { appendFile, readFile } from 'node:fs/promises';
import {
  splits,
  throwIfAborted,
  toErrorRecord,
  writeFileWhole,
  writing,
  type ExamComposer,
  type PairReader,
  type ReportWriter,
} from '@totalfm/core';
import { writtenLine, type WrittenLine } from '@totalfm/run-format';
import type { ExamOutcome, WholeWork } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { describeParts, seenParts } from './described-parts.ts';
import { examsOf } from './pairs-to-write-of.ts';

/** A generator with what it learned, and a composer that knows what its statements are worth. */
export interface Composed {
  readonly name: string;
  readonly writer: ReportWriter;
  readonly composer: ExamComposer;
}

/** Reports that are written, line by line, so that a kill loses one. */
export interface WrittenLines {
  readonly file: string;
  /** `generator/exam` of what a killed run had written. */
  readonly done: ReadonlySet<string>;
}

/** The lines that are there already, the last one left out where it was cut short. */
export async function openWrittenLines(file: string): Promise<WrittenLines> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  await writeFileWhole(file, whole);
  const lines = whole.split('\n').filter(Boolean);
  return { file, done: new Set(lines.map((line) => keyOf(writtenLine.parse(JSON.parse(line))))) };
}

const keyOf = ({ generator, exam }: Pick<WrittenLine, 'generator' | 'exam'>) => `${generator}/${exam}`;

interface Writing {
  readonly pairs: PairReader;
  readonly lines: WrittenLines;
  readonly work: Pick<WholeWork, 'progress' | 'signal'>;
}

/** Exam by exam, so that its volumes are read, and looked at, once for all generators. One bad exam never stops the others. */
export async function writeReports(
  composed: readonly Composed[],
  { pairs, lines, work }: Writing,
): Promise<readonly ExamOutcome[]> {
  const { columns } = pairs;
  const exams = [...examsOf(pairs, 'test')];
  const outcomes: ExamOutcome[] = [];
  for (const [count, places] of exams.entries()) {
    throwIfAborted(work.signal);
    const exam = columns.exams[columns.exam[places[0]]];
    const missing = composed.filter(({ name }) => !lines.done.has(keyOf({ generator: name, exam })));
    const failures = await writeOne(missing, exam, places, { pairs, lines, work });
    outcomes.push(outcomeOf(exam, failures, composed.length));
    work.progress.update(count + 1, exams.length, 'exams written of');
  }
  return outcomes;
}

/** Why a generator wrote nothing of an exam. */
export interface Failure {
  readonly generator: string;
  readonly error: unknown;
}

/** Writes of one exam with each generator, and gives those that failed. */
async function writeOne(
  composed: readonly Composed[],
  exam: string,
  places: readonly number[],
  { pairs, lines, work }: Writing,
): Promise<readonly Failure[]> {
  if (composed.length === 0) return [];
  const { signal } = work;
  const failures: Failure[] = [];
  const failedWith = (generators: readonly Composed[], error: unknown) => {
    throwIfAborted(signal);
    failures.push(...generators.map(({ name: generator }) => ({ generator, error })));
  };
  const seen = await pairs
    .rows(places)
    .then((rows) => seenParts(pairs, places, rows))
    .catch((error) => failedWith(composed, error));
  if (!seen) return failures;
  for (const one of composed) {
    const report = await describeParts(seen, one.writer, signal)
      .then((parts) => one.composer.compose({ exam, parts }, signal))
      .catch((error) => failedWith([one], error));
    const split = splits[pairs.columns.split[places[0]]];
    // Where a line cannot be kept, no other can: that is no failure of the exam.
    if (report) await keepLine(lines, { generator: one.name, exam, split, report });
  }
  return failures;
}

const keepLine = ({ file }: WrittenLines, line: WrittenLine): Promise<void> =>
  writing(file, () => appendFile(file, `${JSON.stringify(line)}\n`));

/** An exam is done where at least one generator wrote of it. */
export function outcomeOf(exam: string, failures: readonly Failure[], generators: number): ExamOutcome {
  if (failures.length === 0) return { exam, status: 'done' };
  return { exam, status: failures.length < generators ? 'done' : 'failed', error: failed(exam, failures).toJSON() };
}

function failed(exam: string, failures: readonly Failure[]) {
  const records = failures.map(({ generator, error }) => ({ generator, ...toErrorRecord(error) }));
  return pipelineErrors.TFM_WRITE_FAILED({
    exam,
    stage: 'write',
    message: records.map(({ generator, message }) => `${generator} wrote nothing of ${exam}: ${message}`).join(' '),
    fix: records[0].fix,
    cause: failures[0].error,
  });
}
