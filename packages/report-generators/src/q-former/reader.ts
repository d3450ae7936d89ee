import { throwIfAborted, type Anatomy, type ParameterSpecs, type ParameterValues, type SeenPart } from '@totalfm/core';
import { findingColumns, openInference, prefixed } from '@totalfm/compute';
import { organFeeds } from './feeds.ts';
import type { QFormerOptions } from './options.ts';
import { lookAt, organInputs, writerParameters, type WriterParts } from './step.ts';

/** What the trained model makes of an organ volume. */
export interface PartReading {
  /** What the language model reads, row-major [queries, width]. */
  readonly queries: Float32Array;
  /** How sure it is of each finding of the organ, 0–1. */
  readonly confidence: Readonly<Record<string, number>>;
}

/** Looks at organ volumes: their queries, and how probable their findings are. */
export interface PartReader {
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
  const { vision } = parts;
  const columns = findingColumns(anatomy);
  const inference = await openInference(
    {
      name: 'look-at-organs',
      // Nothing that it reads depends on the language model.
      ...withoutLanguage(writerParameters(parts), values),
      inputs: organInputs(vision, BATCH),
      run: (p, inputs) => ({ ...lookAt(parts, p, inputs, options.features) }),
    },
    options,
  );
  const readBatch = async (batch: readonly SeenPart[]): Promise<readonly PartReading[]> => {
    const full = Array.from({ length: BATCH }, (_, index) => batch[Math.min(index, batch.length - 1)]);
    const rows = full.map(({ row }) => row);
    const { queries, findings } = await inference.run({
      ...prefixed('vision/', vision.feeds(full.map(({ volume }) => volume))),
      ...organFeeds(rows, anatomy),
    });
    const length = queries.length / BATCH;
    return batch.map(({ row: { organ } }, row) => ({
      queries: queries.slice(row * length, (row + 1) * length),
      confidence: Object.fromEntries(
        columns.flatMap((column, place) =>
          column.organ === organ ? [[column.id, 1 / (1 + Math.exp(-findings[row * columns.length + place]))]] : [],
        ),
      ),
    }));
  };
  return {
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

function withoutLanguage(all: ParameterSpecs, values: ParameterValues) {
  const names = Object.keys(all).filter((name) => !name.startsWith('language/'));
  const pick = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(names.map((name) => [name, record[name]]));
  return { parameters: pick(all), values: pick(values) };
}
