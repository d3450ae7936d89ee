import { throwIfAborted, type Anatomy, type ParameterValues, type SeenPart } from '@totalfm/core';
import { batchedInference, findingColumns, joinArrays, openInference, prefixed, unprefixed } from '@totalfm/compute';
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

export function openReader(
  parts: WriterParts,
  values: ParameterValues,
  anatomy: Anatomy,
  options: QFormerOptions,
): PartReader {
  const columns = findingColumns(anatomy);
  const looking = openLooking(parts, values, options);
  const asking = openAsking(parts, values, options);
  const ask = async (batch: readonly SeenPart[], sights: Sights): Promise<readonly PartReading[]> => {
    const asked = await asking.run(batch, (some) => {
      const seen = some.map(({ volume }) => sights.get(volume)!);
      return {
        tokens: joinArrays(seen.map(({ tokens }) => tokens)),
        embedding: joinArrays(seen.map(({ embedding }) => embedding)),
        ...organFeeds(
          some.map(({ row }) => row),
          anatomy,
        ),
      };
    });
    return batch.map(({ row: { organ } }, at) => ({
      queries: asked[at].queries,
      confidence: Object.fromEntries(
        columns.flatMap((column, place) =>
          column.organ === organ ? [[column.id, 1 / (1 + Math.exp(-asked[at].findings[place]))]] : [],
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
  return batchedInference(
    (batch) =>
      openInference(
        {
          name: 'ask-about-organs',
          parameters,
          values: valuesOf(parameters, values),
          inputs: {
            tokens: { shape: [batch, count, width], dtype: 'float32' },
            embedding: { shape: [batch, vision.width], dtype: 'float32' },
            ...organInputs(batch),
          },
          run: (p, { tokens, embedding, organ, side }) => ({
            ...qFormer.query(unprefixed('qformer/', p), { tokens, embedding, organ, side }),
          }),
        },
        options,
      ),
    BATCH,
  );
}
