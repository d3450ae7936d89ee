import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  throwIfAborted,
  tokens,
  writeFileWhole,
  type Anatomy,
  type CalibrationExam,
  type Embedder,
  type PairReader,
  type ReportComposer,
  type ReportParser,
  type ReportWriter,
} from '@totalfm/core';
import type { WrittenLine } from '@totalfm/run-format';
import { defineStage, ofModel, partsOf, streamJsonLines, type Artifact, type WholeWork } from '@totalfm/runtime';
import { describeParts, seenParts } from '../exams/described-parts.ts';
import { examsOf } from '../exams/pairs-to-write-of.ts';
import { openScoredQuestions } from '../exams/scored-pairs.ts';
import { openWrittenLines, outcomeOf, writeReports, type Composed, type Failure } from '../exams/write-reports.ts';
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
      const failures = new Map<string, Failure[]>();
      const calibrating = { compose, parser, embedder: loaded, anatomy, own, work, failures };
      const lines = await openWrittenLines(join(work.scratch, writtenFile));
      const outcomes = await writeReports(await calibrateAll(opened, calibrating), { pairs, lines, work });
      await writeFileWhole(join(work.dir, writtenFile), await readFile(lines.file));
      const lost = [...failures].map(([exam, of]) => outcomeOf(exam, of, opened.length));
      return [...lost, ...outcomes];
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

interface Calibrating {
  readonly compose: ReportComposer;
  readonly parser: ReportParser;
  readonly embedder: Embedder;
  readonly anatomy: Anatomy;
  /** Pairs of the model's own run: its validation exams. */
  readonly own: PairReader;
  readonly work: WholeWork;
  /** Why generators could say nothing of validation exams, by exam: these are calibrated without it. */
  readonly failures: Map<string, Failure[]>;
}

async function calibrateAll(
  opened: readonly Opened[],
  { compose, parser, embedder, anatomy, own, work, failures }: Calibrating,
): Promise<readonly Composed[]> {
  const { seed, progress, signal } = work;
  const parse = (text: string, cancel?: AbortSignal) => parser.parse(text, cancel);
  const composed: Composed[] = [];
  for (const one of opened) {
    const composer = await compose.calibrate({
      ...{ anatomy, embedder, parse, seed, progress, signal },
      unchecked: one.baseline,
      validation: validationExams(own, one.writer, { signal, failed: keepFailure(failures, one.name) }),
    });
    await writeFileWhole(join(work.dir, composerFile(one.name)), composer.save());
    composed.push({ ...one, composer });
  }
  return composed;
}

type OnFailure = (exam: string, error: unknown) => void;

const keepFailure =
  (failures: Map<string, Failure[]>, generator: string): OnFailure =>
  (exam, error) =>
    void failures.set(exam, [...(failures.get(exam) ?? []), { generator, error }]);

/** What a generator says of validation exams. One bad exam never stops the others. */
async function* validationExams(
  pairs: PairReader,
  writer: ReportWriter,
  { signal, failed }: { readonly signal?: AbortSignal; readonly failed: OnFailure },
): AsyncGenerator<CalibrationExam> {
  const { columns } = pairs;
  for (const places of examsOf(pairs, 'validation')) {
    const exam = columns.exams[columns.exam[places[0]]];
    try {
      const rows = await pairs.rows(places);
      const parts = await describeParts(await seenParts(pairs, places, rows), writer, signal);
      yield { exam, parts: parts.map((part, index) => ({ ...part, row: rows[index] })) };
    } catch (error) {
      throwIfAborted(signal);
      failed(exam, error);
    }
  }
}
