import type { OrganVolume, ParameterValues, VisionEncoder } from '@totalfm/core';
import { batchedInference, fittingBatch, inferenceByRoom, openInference, prefixed, unprefixed } from '@totalfm/compute';
import type { QFormerOptions } from './options.ts';
import { seeVolumes, valuesOf, type WriterParts } from './step.ts';

/** What the vision encoder shows of a volume: row-major [count, width] and [width]. */
export interface Sight {
  readonly tokens: Float32Array;
  readonly embedding: Float32Array;
}

export type Sights = ReadonlyMap<OrganVolume, Sight>;

/** Looks at volumes with the vision encoder, in the room that each of them needs. */
export interface Looking {
  /** Sights of all volumes: each is looked at once, and not at all where it is among those that are `known`. */
  look(volumes: readonly OrganVolume[], known: Sights): Promise<Sights>;
  dispose(): Promise<void>;
}

/** Few: a whole scan is one volume for all of its organs. */
const MOST = 4;

export function openLooking(parts: WriterParts, values: ParameterValues, options: QFormerOptions): Looking {
  const { vision } = parts;
  const parameters = prefixed('vision/', vision.parameters);
  const inference = inferenceByRoom<OrganVolume, VisionEncoder>((fitted) =>
    batchedInference(
      (batch) =>
        openInference(
          {
            name: 'see-volumes',
            parameters,
            values: valuesOf(parameters, values),
            inputs: fitted.inputs(batch),
            run: (p, inputs) => ({
              ...seeVolumes(fitted, unprefixed('vision/', p), inputs, options.features),
            }),
          },
          options,
        ),
      Math.min(MOST, fittingBatch(vision.parameters)),
    ),
  );
  return {
    async look(volumes, known) {
      const distinct = [...new Set(volumes)];
      const unseen = distinct.filter((volume) => !known.has(volume));
      const rows = await inference.run(unseen.map((item) => ({ item, encoder: vision.fitting?.([item]) ?? vision })));
      const seen = new Map(known);
      rows.forEach(({ tokens, embedding }, at) => seen.set(unseen[at], { tokens, embedding }));
      return new Map(distinct.map((volume) => [volume, seen.get(volume)!]));
    },
    dispose: () => inference.dispose(),
  };
}
