import {
  throwIfAborted,
  type Anatomy,
  type LoadedLanguageModel,
  type ParameterValues,
  type SeenPart,
} from '@totalfm/core';
import { openInference, prefixed, type Inference } from '@totalfm/compute';
import { organFeeds, questionFeeds } from './feeds.ts';
import { createInterview, type Interview } from './interview.ts';
import type { QFormerOptions } from './options.ts';
import { adaptedLanguage, answersOf, organInputs, queriesOf, writerParameters, type WriterParts } from './step.ts';

/** What the trained model makes of an organ volume. */
export interface PartReading {
  /** What the language model reads, row-major [queries, width]. */
  readonly queries: Float32Array;
  /** How sure it is of each finding, 0–1. */
  readonly confidence: Readonly<Record<string, number>>;
}

/** Looks at organ volumes: their queries, and the answers to all questions about them. */
export interface PartReader {
  readonly interview: Interview;
  read(parts: readonly SeenPart[], signal?: AbortSignal): Promise<readonly PartReading[]>;
  dispose(): Promise<void>;
}

const BATCH = 16;

export async function openReader(
  parts: WriterParts,
  values: ParameterValues,
  anatomy: Anatomy,
  options: QFormerOptions,
): Promise<PartReader> {
  const { vision, language } = parts;
  const interview = createInterview(language, anatomy);
  const { length, most } = interview.longest;
  const inference = await openInference(
    {
      name: 'read-organs',
      parameters: writerParameters(parts),
      values,
      inputs: {
        ...organInputs(vision, BATCH),
        questions: { shape: [BATCH, length], dtype: 'int32' },
        slots: { shape: [BATCH, most], dtype: 'int32' },
      },
      run(p, inputs) {
        const queries = queriesOf(parts, p, inputs, options.features);
        return { queries, answers: answersOf(language, adaptedLanguage(parts, p), queries, inputs) };
      },
    },
    options,
  );
  const readBatch = async (batch: readonly SeenPart[]) => {
    const full = Array.from({ length: BATCH }, (_, index) => batch[Math.min(index, batch.length - 1)]);
    const rows = full.map(({ row }) => row);
    const asked = rows.map((row) => interview.questions(row));
    const found = await inference.run({
      ...prefixed('vision/', vision.feeds(full.map(({ volume }) => volume))),
      ...organFeeds(rows, anatomy),
      ...questionFeeds(asked, { length, most, padding: language.tokenizer.padding }),
    });
    return batch.map((_, row) => readingOf(found, row, { asked: asked[row].findings, language, interview }));
  };
  return {
    interview,
    async read(seen, signal) {
      const readings: PartReading[] = [];
      for (let from = 0; from < seen.length; from += BATCH) {
        throwIfAborted(signal);
        readings.push(...(await readBatch(seen.slice(from, from + BATCH))));
      }
      return readings;
    },
    dispose: () => inference.dispose(),
  };
}

interface Asked {
  readonly asked: readonly string[];
  readonly language: LoadedLanguageModel;
  readonly interview: Interview;
}

function readingOf(
  { queries, answers }: Awaited<ReturnType<Inference['run']>>,
  row: number,
  { asked, language: { vocabulary }, interview: { yes, no, longest } }: Asked,
): PartReading {
  const length = queries.length / BATCH;
  const confidence = asked.map((finding, place) => {
    const at = (row * longest.most + place) * vocabulary;
    return [finding, 1 / (1 + Math.exp(answers[at + no] - answers[at + yes]))] as const;
  });
  return { queries: queries.slice(row * length, (row + 1) * length), confidence: Object.fromEntries(confidence) };
}
