import { throwIfAborted, type Anatomy, type ParameterValues, type SeenPart } from '@totalfm/core';
import { findingColumns, openInference, prefixed, unprefixed } from '@totalfm/compute';
import { filled, joined, rowOf } from './batch-rows.ts';
import { organFeeds } from './feeds.ts';
import type { QFormerOptions } from './options.ts';
import { openLooking, type Sights } from './sights.ts';
import { organInputs, tokenShape, valuesOf, type WriterParts } from './step.ts';

/** What the trained model makes of an organ volume. */
export interface PartReading {
  /** What the language model reads, row-major [queries, width]. */
  readonly queries: Float32Array;
  /** How sure it is of each finding of the organ, 0–1. */
  readonly confidence: Readonly<Record<string, number>>;
}

/** Looks at organ volumes: their queries, and how probable their findings are. */
export interface PartReader {
  /** A volume that is there for several parts is looked at once. */
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
  const columns = findingColumns(anatomy);
  const looking = await openLooking(parts, values, options);
  const asking = await openAsking(parts, values, options);
  const ask = async (batch: readonly SeenPart[], sights: Sights): Promise<readonly PartReading[]> => {
    const full = filled(batch, BATCH);
    const seen = full.map(({ volume }) => sights.get(volume)!);
    const rows = full.map(({ row }) => row);
    const { queries, findings } = await asking.run({
      tokens: joined(seen.map(({ tokens }) => tokens)),
      embedding: joined(seen.map(({ embedding }) => embedding)),
      ...organFeeds(rows, anatomy),
    });
    return batch.map(({ row: { organ } }, row) => ({
      queries: rowOf(queries, row, BATCH),
      confidence: Object.fromEntries(
        columns.flatMap((column, place) =>
          column.organ === organ ? [[column.id, 1 / (1 + Math.exp(-findings[row * columns.length + place]))]] : [],
        ),
      ),
    }));
  };
  return {
    async read(asked, signal) {
      const readings: PartReading[] = [];
      let sights: Sights = new Map();
      for (let from = 0; from < asked.length; from += BATCH) {
        throwIfAborted(signal);
        const batch = asked.slice(from, from + BATCH);
        const volumes = batch.map(({ volume }) => volume);
        sights = await looking.look(volumes, sights);
        readings.push(...(await ask(batch, sights)));
      }
      return readings;
    },
    async dispose() {
      await looking.dispose();
      await asking.dispose();
    },
  };
}

/** The Q-Former alone: nothing that it reads depends on the language model. */
function openAsking({ vision, qFormer }: WriterParts, values: ParameterValues, options: QFormerOptions) {
  const parameters = prefixed('qformer/', qFormer.parameters);
  const { count, width } = tokenShape(vision, options.features);
  return openInference(
    {
      name: 'ask-about-organs',
      parameters,
      values: valuesOf(parameters, values),
      inputs: {
        tokens: { shape: [BATCH, count, width], dtype: 'float32' },
        embedding: { shape: [BATCH, vision.width], dtype: 'float32' },
        ...organInputs(BATCH),
      },
      run: (p, { tokens, embedding, organ, side }) => ({
        ...qFormer.query(unprefixed('qformer/', p), { tokens, embedding, organ, side }),
      }),
    },
    options,
  );
}
