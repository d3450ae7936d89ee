import type { OrganVolume, ParameterValues } from '@totalfm/core';
import { openInference, prefixed } from '@totalfm/compute';
import { filled, rowOf } from './batch-rows.ts';
import type { QFormerOptions } from './options.ts';
import { seeVolumes, valuesOf, type WriterParts } from './step.ts';

/** What the vision encoder shows of a volume: row-major [count, width] and [width]. */
export interface Sight {
  readonly tokens: Float32Array;
  readonly embedding: Float32Array;
}

export type Sights = ReadonlyMap<OrganVolume, Sight>;

/** Looks at volumes with the vision encoder. */
export interface Looking {
  /** Sights of all volumes: each is looked at once, and not at all where it is among those that are `known`. */
  look(volumes: readonly OrganVolume[], known: Sights): Promise<Sights>;
  dispose(): Promise<void>;
}

/** Few: a whole scan is one volume for all of its organs. */
const BATCH = 4;

export async function openLooking(
  parts: WriterParts,
  values: ParameterValues,
  options: QFormerOptions,
): Promise<Looking> {
  const { vision } = parts;
  const parameters = prefixed('vision/', vision.parameters);
  const inference = await openInference(
    {
      name: 'see-volumes',
      parameters,
      values: valuesOf(parameters, values),
      inputs: prefixed('vision/', vision.inputs(BATCH)),
      run: (p, inputs) => ({ ...seeVolumes(parts, p, inputs, options.features) }),
    },
    options,
  );
  return {
    async look(volumes, known) {
      const distinct = [...new Set(volumes)];
      const unseen = distinct.filter((volume) => !known.has(volume));
      const seen = new Map(known);
      for (let from = 0; from < unseen.length; from += BATCH) {
        const some = unseen.slice(from, from + BATCH);
        const { tokens, embedding } = await inference.run(prefixed('vision/', vision.feeds(filled(some, BATCH))));
        some.forEach((volume, row) =>
          seen.set(volume, { tokens: rowOf(tokens, row, BATCH), embedding: rowOf(embedding, row, BATCH) }),
        );
      }
      return new Map(distinct.map((volume) => [volume, seen.get(volume)!]));
    },
    dispose: () => inference.dispose(),
  };
}
