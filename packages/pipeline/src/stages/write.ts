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
  type ReportComposer,
  type ReportParser,
  type ReportWriter,
  type SeenPart,
} from '@totalfm/core';
import { writtenLine, type WrittenLine } from '@totalfm/run-format';
import { defineStage, ofModel, partsOf, streamJsonLines, type Artifact, type WholeWork } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { examsOf, volumeFacts } from '../exams/pairs-to-write-of.ts';
import { asTests, seenExams } from '../exams/seen-exams.ts';
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
import { openPairs, pair } from './pair.ts';
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
    const isFresh = given.pair.id !== given.modelPair.id;
    const stored = await openPairs(stores, given, work.signal);
    const own = isFresh
      ? await openPairs(stores, { pair: given.modelPair, volumes: given.modelVolumes }, work.signal)
      : stored;
    const pairs = isFresh ? asTests(stored, await seenExams(given.exams, given.modelExams)) : stored;
    const loaded = await embedder.load(given.model.dir);
    const lines = await openLines(work);
    try {
      for (const [index, name] of generatorNames(generate).entries()) {
        const parts = { anatomy, embedder: loaded, model: given.model.dir };
        const writer = await generate[index].open(generatorDir(given.learned, name), parts);
        try {
          const composer = await calibrate(writer, {
            ...{ compose, parser, embedder: loaded, anatomy, own, work },
            unchecked: generate[index].baseline,
          });
          await writeFileWhole(join(work.dir, composerFile(name)), composer.save());
          await writeAll(name, { writer, composer, pairs, lines, work });
        } finally {
          await writer.dispose();
        }
      }
    } finally {
      await loaded.dispose();
      await stored.close();
      if (isFresh) await own.close();
    }
    await writeFileWhole(join(work.dir, writtenFile), await readFile(lines.file));
  },
});

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
  readonly unchecked?: boolean;
  readonly work: WholeWork;
}

function calibrate(
  writer: ReportWriter,
  { compose, parser, embedder, anatomy, own, unchecked, work }: Calibrating,
): Promise<ExamComposer> {
  const { seed, progress, signal } = work;
  const parse = (text: string, cancel?: AbortSignal) => parser.parse(text, cancel);
  return compose.calibrate({
    anatomy,
    embedder,
    parse,
    unchecked,
    validation: validationExams(own, writer, signal),
    seed,
    progress,
    signal,
  });
}

async function* validationExams(
  pairs: PairReader,
  writer: ReportWriter,
  signal?: AbortSignal,
): AsyncGenerator<CalibrationExam> {
  for (const places of examsOf(pairs, 'validation')) {
    const rows = await pairs.rows(places);
    const parts = await describe(pairs, places, writer, signal);
    yield { exam: rows[0].exam, parts: parts.map((part, index) => ({ ...part, row: rows[index] })) };
  }
}

async function describe(
  pairs: PairReader,
  places: readonly number[],
  writer: ReportWriter,
  signal?: AbortSignal,
): Promise<DescribedExam['parts']> {
  throwIfAborted(signal);
  const rows = await pairs.rows(places);
  const seen = await Promise.all(
    rows.map(
      async (row, index): Promise<SeenPart> => ({ row: volumeFacts(row), volume: await pairs.volume(places[index]) }),
    ),
  );
  const said = await writer.describe(seen, signal);
  return seen.map((part, index) => ({ ...part, said: said[index] }));
}

interface Writing {
  readonly writer: ReportWriter;
  readonly composer: ExamComposer;
  readonly pairs: PairReader;
  readonly lines: Lines;
  readonly work: WholeWork;
}

async function writeAll(generator: string, { writer, composer, pairs, lines, work }: Writing): Promise<void> {
  const { columns } = pairs;
  const exams = [...examsOf(pairs, 'test')];
  let count = 0;
  for (const places of exams) {
    throwIfAborted(work.signal);
    const exam = columns.exams[columns.exam[places[0]]];
    work.progress.update(++count, exams.length, generator);
    if (lines.done.has(keyOf({ generator, exam }))) continue;
    try {
      const parts = await describe(pairs, places, writer, work.signal);
      const report = await composer.compose({ exam, parts }, work.signal);
      const line: WrittenLine = { generator, exam, split: splits[columns.split[places[0]]], report };
      await appendFile(lines.file, `${JSON.stringify(line)}\n`);
    } catch (error) {
      throwIfAborted(work.signal);
      work.progress.warn(failed(generator, exam, error).message);
    }
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
