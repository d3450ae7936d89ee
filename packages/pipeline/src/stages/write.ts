import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  splits,
  throwIfAborted,
  toErrorRecord,
  tokens,
  writeFileWhole,
  type Anatomy,
  type CalibrationExam,
  type DescribedExam,
  type Embedder,
  type ExamComposer,
  type PairReader,
  type PairRow,
  type ReportComposer,
  type ReportParser,
  type ReportWriter,
  type SeenPart,
} from '@totalfm/core';
import { writtenLine, type WrittenLine } from '@totalfm/run-format';
import { defineStage, ofModel, partsOf, streamJsonLines, type Artifact, type WholeWork } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { examsOf, volumeFacts } from '../exams/pairs-to-write-of.ts';
import { openScoredQuestions } from '../exams/scored-pairs.ts';
import {
  compose,
  embedder,
  generate as generators,
  language,
  pairStore,
  parser,
  vision,
  volumeStore,
} from '../slots.ts';
import { align } from './align.ts';
import { generate, generatorDir, generatorNames } from './generate.ts';
import { ingest } from './ingest.ts';
import { pair } from './pair.ts';
import { volumes } from './volumes.ts';

const writtenFile = 'written.jsonl';

/** What a composer learned of a generator. */
export const composerFile = (generator: string): string => `composer-${generator}.json`;

/** Reports that were written of test exams, by exam and generator, in the order of storage. */
export const readWritten = ({ dir }: Pick<Artifact, 'dir'>): AsyncIterable<WrittenLine> =>
  streamJsonLines<WrittenLine>(join(dir, writtenFile));

/** Writes a report of every test exam with each generator. What a composer decides by comes from validation exams. */
export const write = defineStage({
  name: 'write',
  title: 'Written reports',
  uses: {
    generate: generators,
    compose,
    parser,
    language,
    vision,
    embedder,
    volumeStore,
    pairStore,
    anatomy: tokens.Anatomy,
  },
  reads: {
    model: align,
    learned: generate,
    exams: partsOf(ingest, 'split'),
    volumes,
    pair,
    modelExams: ofModel(partsOf(ingest, 'split')),
    modelVolumes: ofModel(volumes),
    modelPair: ofModel(pair),
  },
  seeded: true,
  fit: ({ compose, anatomy }) => compose.fit?.(anatomy),
  async whole({ generate, compose, parser, embedder, anatomy, ...stores }, inputs, work) {
    const given = inputs as Readonly<Record<keyof typeof inputs, Artifact>>;
    const { pairs, own, close } = await openScoredQuestions(stores, given, work.signal);
    const loaded = await embedder.load(given.model.dir);
    const opened: Opened[] = [];
    try {
      const parts = { anatomy, embedder: loaded, model: given.model.dir };
      for (const [index, name] of generatorNames(generate).entries()) {
        const writer = await generate[index].open(generatorDir(given.learned, name), parts);
        opened.push({ name, writer, baseline: generate[index].baseline });
      }
      const calibrating = { compose, parser, embedder: loaded, anatomy, own, work };
      const lines = await openLines(work);
      await writeAll(await calibrateAll(opened, calibrating), { pairs, lines, work });
      await writeFileWhole(join(work.dir, writtenFile), await readFile(lines.file));
    } finally {
      for (const { writer } of opened) await writer.dispose();
      await loaded.dispose();
      await close();
    }
  },
});

/** A generator with what it learned. */
interface Opened {
  readonly name: string;
  readonly writer: ReportWriter;
  readonly baseline?: true;
}

interface Lines {
  readonly file: string;
  /** `generator/exam` of what a killed run had written. */
  readonly done: ReadonlySet<string>;
}

/** The lines that are there already, the last one left out where it was cut short. */
async function openLines({ scratch }: WholeWork): Promise<Lines> {
  const file = join(scratch, writtenFile);
  const text = await readFile(file, 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  await writeFileWhole(file, whole);
  const lines = whole.split('\n').filter(Boolean);
  return { file, done: new Set(lines.map((line) => keyOf(writtenLine.parse(JSON.parse(line))))) };
}

const keyOf = ({ generator, exam }: Pick<WrittenLine, 'generator' | 'exam'>) => `${generator}/${exam}`;

interface Calibrating {
  readonly compose: ReportComposer;
  readonly parser: ReportParser;
  readonly embedder: Embedder;
  readonly anatomy: Anatomy;
  /** Pairs of the model's own run: its validation exams. */
  readonly own: PairReader;
  readonly work: WholeWork;
}

/** A generator with a composer that knows what its statements are worth. */
interface Composed extends Opened {
  readonly composer: ExamComposer;
}

async function calibrateAll(
  opened: readonly Opened[],
  { compose, parser, embedder, anatomy, own, work }: Calibrating,
): Promise<readonly Composed[]> {
  const { seed, progress, signal } = work;
  const parse = (text: string, cancel?: AbortSignal) => parser.parse(text, cancel);
  const composed: Composed[] = [];
  for (const one of opened) {
    const composer = await compose.calibrate({
      ...{ anatomy, embedder, parse, seed, progress, signal },
      unchecked: one.baseline,
      validation: validationExams(own, one.writer, signal),
    });
    await writeFileWhole(join(work.dir, composerFile(one.name)), composer.save());
    composed.push({ ...one, composer });
  }
  return composed;
}

async function* validationExams(
  pairs: PairReader,
  writer: ReportWriter,
  signal?: AbortSignal,
): AsyncGenerator<CalibrationExam> {
  for (const places of examsOf(pairs, 'validation')) {
    const rows = await pairs.rows(places);
    const parts = await describe(await seenParts(pairs, places, rows), writer, signal);
    yield { exam: rows[0].exam, parts: parts.map((part, index) => ({ ...part, row: rows[index] })) };
  }
}

const seenParts = (pairs: PairReader, places: readonly number[], rows: readonly PairRow[]): Promise<SeenPart[]> =>
  Promise.all(rows.map(async (row, index) => ({ row: volumeFacts(row), volume: await pairs.volume(places[index]) })));

async function describe(
  seen: readonly SeenPart[],
  writer: ReportWriter,
  signal?: AbortSignal,
): Promise<DescribedExam['parts']> {
  throwIfAborted(signal);
  const said = await writer.describe(seen, signal);
  return seen.map((part, index) => ({ ...part, said: said[index] }));
}

interface Writing {
  readonly pairs: PairReader;
  readonly lines: Lines;
  readonly work: WholeWork;
}

/** Exam by exam, so that its volumes are read, and looked at, once for all generators. */
async function writeAll(composed: readonly Composed[], { pairs, lines, work }: Writing): Promise<void> {
  const { columns } = pairs;
  const exams = [...examsOf(pairs, 'test')];
  for (const [count, places] of exams.entries()) {
    throwIfAborted(work.signal);
    const exam = columns.exams[columns.exam[places[0]]];
    const missing = composed.filter(({ name }) => !lines.done.has(keyOf({ generator: name, exam })));
    const seen = missing.length > 0 ? await seenParts(pairs, places, await pairs.rows(places)) : [];
    for (const { name: generator, writer, composer } of missing) {
      try {
        const parts = await describe(seen, writer, work.signal);
        const report = await composer.compose({ exam, parts }, work.signal);
        const line: WrittenLine = { generator, exam, split: splits[columns.split[places[0]]], report };
        await appendFile(lines.file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throwIfAborted(work.signal);
        work.progress.warn(failed(generator, exam, error).message);
      }
    }
    work.progress.update(count + 1, exams.length, 'exams written of');
  }
}

const failed = (generator: string, exam: string, error: unknown) =>
  pipelineErrors.TFM_WRITE_FAILED({
    exam,
    stage: 'write',
    message: `${generator} wrote nothing of ${exam}: ${toErrorRecord(error).message}`,
    fix: toErrorRecord(error).fix,
    cause: error,
  });
